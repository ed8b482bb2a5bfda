using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Mesh.Core.Certificates.Reading;

/// <summary>Reads PEM the way Go's encoding/pem and BoringSSL do, and remembers where what was. Whatever the bytes are, it throws nothing.</summary>
internal static class PemReader
{
    /// <summary>More than any CA needs; what is larger is not looked at.</summary>
    public const int LargestFile = 1024 * 1024;

    private const int MostBlocks = 100;
    private const int MostDamages = 20;

    public static PemFile Read(string name, ReadOnlySpan<byte> content)
    {
        if (content.Length > LargestFile)
        {
            return new(name, [], [new(null, $"it has {content.Length} bytes, more than the {LargestFile} that are read")], null, false);
        }

        var (blocks, damages) = (new List<PemBlock>(), new List<PemDamage>());
        var hasMark = content.StartsWith("\uFEFF"u8);
        int? carriageReturn = null;
        var (number, at) = (0, 0);
        while (Next(content, ref at, ref number, ref carriageReturn) is { } line)
        {
            if (BeginOf(content[line]) is not { } label)
            {
                continue;
            }

            if (blocks.Count == MostBlocks || damages.Count == MostDamages)
            {
                damages.Add(new(number, $"more than {MostBlocks} blocks or {MostDamages} faults; what follows is not read"));
                break;
            }

            ReadBlock(content, label, ref at, ref number, ref carriageReturn, blocks, damages);
        }

        if (blocks.Count == 0 && damages.Count == 0)
        {
            damages.Add(new(null, hasMark && content.IndexOf("-----BEGIN "u8) >= 0 ? "a byte order mark hides its only block" : WhatElse(content)));
        }

        return new(name, blocks, damages, carriageReturn, hasMark);
    }

    private static void ReadBlock(ReadOnlySpan<byte> content, string label, ref int at, ref int number, ref int? carriageReturn, List<PemBlock> blocks, List<PemDamage> damages)
    {
        var (begin, encrypted, headers) = (number, false, true);
        var end = Encoding.Latin1.GetBytes($"-----END {label}-----");
        var body = new List<byte>();
        while (true)
        {
            var (before, numberBefore) = (at, number);
            if (Next(content, ref at, ref number, ref carriageReturn) is not { } range)
            {
                damages.Add(new(begin, $"the block {Shown(label)} that begins here has no END line"));
                break;
            }

            var line = content[range];
            if (line.SequenceEqual(end))
            {
                if (Decode(body) is { } bytes)
                {
                    // The old way to encrypt a key leaves its label as it is.
                    blocks.Add(new(encrypted ? $"ENCRYPTED {label}" : label, bytes, begin));
                }
                else
                {
                    damages.Add(new(begin, $"the block {Shown(label)} that begins here is no valid base64: cut off or changed"));
                }

                break;
            }

            if (line.StartsWith("-----"u8))
            {
                damages.Add(new(begin, $"the block {Shown(label)} that begins here does not end before line {number}"));
                // That line may begin the next block.
                (at, number) = (before, numberBefore);
                break;
            }

            headers &= line.Contains((byte)':');
            encrypted |= headers && line.StartsWith("Proc-Type:"u8) && line.IndexOf("ENCRYPTED"u8) >= 0;
            if (!headers)
            {
                body.AddRange(line);
            }
        }

        CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(body));
    }

    private static string? BeginOf(ReadOnlySpan<byte> line)
    {
        const int longest = 100;
        return line.StartsWith("-----BEGIN "u8) && line.EndsWith("-----"u8) && line.Length is > 16 and < longest ? Encoding.Latin1.GetString(line[11..^5]) : null;
    }

    private static byte[]? Decode(List<byte> body)
    {
        var text = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(body);
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Base64.DecodeFromUtf8(text, bytes, out _, out var written) == System.Buffers.OperationStatus.Done && written > 0 ? bytes[..written] : null;
    }

    // The next line without its ending and the blanks before that.
    private static Range? Next(ReadOnlySpan<byte> content, ref int at, ref int number, ref int? carriageReturn)
    {
        if (at >= content.Length)
        {
            return null;
        }

        number++;
        var start = at;
        var length = content[start..].IndexOf((byte)'\n');
        var end = length < 0 ? content.Length : start + length;
        at = end + 1;
        if (length > 0 && content[end - 1] == '\r')
        {
            carriageReturn ??= number;
        }

        while (end > start && content[end - 1] is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            end--;
        }

        return start..end;
    }

    private static string WhatElse(ReadOnlySpan<byte> content)
    {
        if (content.Trim(" \t\r\n"u8).IsEmpty)
        {
            return "it is empty";
        }

        if (content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || content.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return "it is text in UTF-16, which no reader of PEM takes";
        }

        try
        {
            return X509Certificate2.GetCertContentType(content) switch
            {
                X509ContentType.Cert => "it is a certificate in DER, where PEM is wanted",
                X509ContentType.Pfx => "it is a PKCS#12 archive, where PEM is wanted",
                X509ContentType.Pkcs7 => "it is a PKCS#7 collection, where PEM is wanted",
                _ => "it holds no PEM block",
            };
        }
        catch (CryptographicException)
        {
            return "it holds no PEM block";
        }
    }

    private static string Shown(string label) => Model.Printable.OneLine(label);
}
