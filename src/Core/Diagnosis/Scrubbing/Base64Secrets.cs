using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Mesh.Core.Diagnosis.Scrubbing;

/// <summary>Takes out base64 in which a secret hides: keys in PEM or DER, kubeconfigs, tokens. What decodes to anything else, such as a certificate, stays.</summary>
internal static partial class Base64Secrets
{
    private const int Shortest = 40;
    private const int Deepest = 3;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-=");

    public static string Replace(string text, int depth) => depth < Deepest && HasRun(text) ? Run().Replace(text, match => Hides(match.Value, depth) ? Scrubber.Mask : match.Value) : text;

    // Cheaper by far than the pattern, and nearly always the end of it.
    private static bool HasRun(string text)
    {
        for (var at = 0; at <= text.Length - Shortest;)
        {
            var next = text.AsSpan(at).IndexOfAnyExcept(Alphabet);
            if (next is -1 or >= Shortest)
            {
                return true;
            }

            at += next + 1;
        }

        return false;
    }

    private static bool Hides(string run, int depth)
    {
        var letters = string.Concat(run.Replace("\\r", "", StringComparison.Ordinal).Replace("\\n", "", StringComparison.Ordinal).Where(letter => !char.IsWhiteSpace(letter))).Replace('-', '+').Replace('_', '/');
        // It may stand behind a path or a name of the same letters; a key in PEM is known by how it begins.
        return Starts(letters).Any(start => Decode(letters[start..]) is { } content && (IsPrivateKey(content) || HidesText(content, depth)));
    }

    private static IEnumerable<int> Starts(string letters)
    {
        yield return 0;
        foreach (var opening in new[] { "LS0tLS1CRUdJTi", "ZXlK", "TUlJ", "MII" })
        {
            if (letters.IndexOf(opening, 1, StringComparison.Ordinal) is > 0 and var at)
            {
                yield return at;
            }
        }
    }

    private static byte[]? Decode(string letters)
    {
        var clean = letters.TrimEnd('=');
        // A run that was cut off has a rest that is nothing.
        clean = clean[..(clean.Length - (clean.Length % 4 == 1 ? 1 : 0))];
        var bytes = new byte[(clean.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(clean.PadRight((clean.Length + 3) / 4 * 4, '='), bytes, out var written) ? bytes[..written] : null;
    }

    // PKCS#1, PKCS#8 and SEC 1 begin with a sequence whose first member is a version of 0 or 1; a certificate's is another sequence.
    private static bool IsPrivateKey(byte[] content) => content switch
    {
        [0x30, < 0x80, 0x02, 0x01, 0x00 or 0x01, ..] => true,
        [0x30, 0x81, _, 0x02, 0x01, 0x00 or 0x01, ..] => true,
        [0x30, 0x82, _, _, 0x02, 0x01, 0x00 or 0x01, ..] => true,
        _ => false,
    };

    private static bool HidesText(byte[] content, int depth)
    {
        if (content.AsSpan().IndexOfAnyInRange((byte)0, (byte)8) >= 0)
        {
            return false;
        }

        var text = Encoding.UTF8.GetString(content);
        return Kubeconfigs.Is(text) || Scrubber.Text(text, depth + 1) != text;
    }

    // Wrapped into lines it goes on with the next one.
    [GeneratedRegex(@"[A-Za-z0-9+/_-]{40,}(?:(?:\r?\n|(?:\\r)?\\n)[ \t]{0,40}[A-Za-z0-9+/_-]{4,})*={0,2}", RegexOptions.CultureInvariant)]
    private static partial Regex Run();
}
