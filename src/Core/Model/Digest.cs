using System.Buffers;
using System.Security.Cryptography;

namespace Mesh.Core.Model;

/// <summary>The digest of a content: <c>sha256:</c> and 64 lower case hexadecimal digits, or <c>sha512:</c> and 128. Source: OCI image specification, descriptor.md.</summary>
public readonly record struct Digest
{
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    private readonly string? text;

    private Digest(string text) => this.text = text;

    /// <summary><c>sha256</c> or <c>sha512</c>; empty for no digest at all (<c>default</c>).</summary>
    public string Algorithm => text is null ? "" : text[..text.IndexOf(':', StringComparison.Ordinal)];

    /// <summary>The first twelve digits, for people; empty for no digest at all.</summary>
    public string Short => text is null ? "" : text.Substring(text.IndexOf(':', StringComparison.Ordinal) + 1, 12);

    /// <summary>The sha256 digest of a content.</summary>
    /// <param name="content">The content.</param>
    public static Digest Of(ReadOnlySpan<byte> content) => OfHash(HashAlgorithmName.SHA256, SHA256.HashData(content));

    /// <summary>The digest that a finished hash stands for.</summary>
    /// <param name="algorithm">SHA256 or SHA512.</param>
    /// <param name="hash">The hash.</param>
    /// <exception cref="ArgumentException">It is none of these, or the hash is not of its length.</exception>
    public static Digest OfHash(HashAlgorithmName algorithm, ReadOnlySpan<byte> hash) =>
        TryParse($"{algorithm.Name?.ToLowerInvariant()}:{Convert.ToHexStringLower(hash)}", out var digest) ? digest : throw new ArgumentException($"no digest is made of {algorithm.Name} with {hash.Length} bytes", nameof(algorithm));

    /// <summary>Reads a digest.</summary>
    /// <param name="value">The text.</param>
    /// <param name="digest">The digest, when it is one; else none (<c>default</c>).</param>
    public static bool TryParse(string? value, out Digest digest)
    {
        var colon = value?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        var length = colon < 0 ? -1 : value.AsSpan(0, colon) switch { "sha256" => 64, "sha512" => 128, _ => -1 };
        var valid = length > 0 && value!.Length == colon + 1 + length && !value.AsSpan(colon + 1).ContainsAnyExcept(Hexadecimal);
        digest = valid ? new Digest(value!) : default;
        return valid;
    }

    /// <summary>A hash of this digest's algorithm, to which the content can be fed.</summary>
    public IncrementalHash StartHash() => IncrementalHash.CreateHash(Algorithm == "sha512" ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256);

    /// <summary>True when this is the digest of a content.</summary>
    /// <param name="content">The content.</param>
    public bool Matches(ReadOnlySpan<byte> content) =>
        text is not null && this == (Algorithm == "sha512" ? OfHash(HashAlgorithmName.SHA512, SHA512.HashData(content)) : Of(content));

    /// <summary>As it is written: <c>sha256:…</c>.</summary>
    public override string ToString() => text ?? "";
}
