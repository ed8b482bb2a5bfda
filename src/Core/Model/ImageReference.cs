using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Mesh.Core.Model;

/// <summary>
/// A reference to an image, read as Docker and the kubelet read it: without a registry it is docker.io's, without a path there library's, without tag and digest it is <c>latest</c>.
/// Source of the grammar: github.com/distribution/reference, reference.go.
/// </summary>
/// <param name="Repository">Where it lies.</param>
/// <param name="Tag">The tag; null only where there is a digest.</param>
/// <param name="Digest">The digest it is pinned to; it decides where both are given. Null for a mere tag.</param>
public sealed partial record ImageReference(ImageRepository Repository, string? Tag, Digest? Digest)
{
    private const string DockerHub = "docker.io";
    private const int LongestPath = 255;
    private const int LongestText = 1024;

    /// <summary>What is asked for in the repository: the digest where there is one, else the tag.</summary>
    public string Wanted => Digest?.ToString() ?? Tag!;

    /// <summary>Reads a reference.</summary>
    /// <param name="text">Such as <c>nginx</c>, <c>docker.io/istio/pilot:1.29.0</c>, <c>localhost:5000/a/b@sha256:…</c>.</param>
    /// <param name="image">The reference, when it is one.</param>
    /// <param name="why">Why it is none.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ImageReference? image, [NotNullWhen(false)] out string? why)
    {
        image = null;
        why = text?.Length > LongestText ? $"it is longer than {LongestText} characters" : null;
        if (why is not null)
        {
            return false;
        }

        var rest = text ??= "";
        Digest? digest = null;
        if (rest.IndexOf('@') is var at and >= 0)
        {
            if (!Model.Digest.TryParse(rest[(at + 1)..], out var pinned))
            {
                why = $"'{Printable.OneLine(rest[(at + 1)..])}' is no digest: sha256: and 64 lower case hexadecimal digits, or sha512: and 128";
                return false;
            }

            (digest, rest) = (pinned, rest[..at]);
        }

        string? tag = null;
        if (rest.LastIndexOf(':') is var colon && colon > rest.LastIndexOf('/'))
        {
            (tag, rest) = (rest[(colon + 1)..], rest[..colon]);
            if (!TagForm.IsMatch(tag))
            {
                why = $"'{Printable.OneLine(tag)}' is no tag: at most 128 letters, digits, underscores, dots and dashes, not beginning with a dot or dash";
                return false;
            }
        }

        var (registry, path) = Split(rest);
        why = path.Length == 0 ? "it names no repository"
            : path.Length > LongestPath ? $"its name is longer than {LongestPath} characters"
            : Identifier.IsMatch(text) ? "64 hexadecimal digits alone are an image's identifier and no name"
            : !IsRegistry(registry) ? $"'{Printable.OneLine(registry)}' is no registry's host or host:port"
            : path.Any(char.IsAsciiLetterUpper) ? $"'{Printable.OneLine(path)}' holds upper case letters, which a repository's name must not"
            : !PathForm.IsMatch(path) ? $"'{Printable.OneLine(path)}' is no repository's name: lower case letters and digits, joined by single dots, one or two underscores, dashes and slashes"
            : null;
        if (why is null)
        {
            image = new ImageReference(new ImageRepository(registry, path), tag ?? (digest is null ? "latest" : null), digest);
        }

        return why is null;
    }

    /// <summary>The same image by its digest alone.</summary>
    /// <param name="digest">The digest.</param>
    public ImageReference At(Digest digest) => new(Repository, null, digest);

    /// <summary>In full: <c>docker.io/library/nginx:latest</c>.</summary>
    public override string ToString() => $"{Repository}{(Tag is null ? "" : $":{Tag}")}{(Digest is null ? "" : $"@{Digest}")}";

    private static (string Registry, string Path) Split(string name)
    {
        // The first part is a registry only when it cannot be a part of a path.
        var (registry, path) = name.IndexOf('/') is var slash and > 0 && name[..slash] is var first && (first.AsSpan().ContainsAny('.', ':') || first == "localhost" || first.Any(char.IsAsciiLetterUpper))
            ? (first, name[(slash + 1)..])
            : (DockerHub, name);
        registry = registry == "index.docker.io" ? DockerHub : registry;
        return (registry, registry == DockerHub && path.Length > 0 && !path.Contains('/') ? $"library/{path}" : path);
    }

    // The grammar lets more through than can be an address: a port of nine digits, an IPv6 address of nothing but colons, a label of more than 63 characters (which Uri takes for a "basic" host).
    private static bool IsRegistry(string registry) => RegistryForm.IsMatch(registry) && Uri.TryCreate($"https://{registry}/", UriKind.Absolute, out var address) && address.HostNameType != UriHostNameType.Basic;

    // What docker calls an image by when it means one on its own disk.
    [GeneratedRegex(@"^[a-f0-9]{64}\z")]
    private static partial Regex Identifier { get; }

    [GeneratedRegex(@"^\w[\w.-]{0,127}\z", RegexOptions.ECMAScript)]
    private static partial Regex TagForm { get; }

    [GeneratedRegex(@"^([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(:[0-9]{1,5})?\z")]
    private static partial Regex RegistryForm { get; }

    [GeneratedRegex(@"^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\z")]
    private static partial Regex PathForm { get; }
}
