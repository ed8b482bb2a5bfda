using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Registries.Manifests;

/// <summary>Reads descriptors. Source: OCI image specification, descriptor.md.</summary>
internal static partial class Descriptors
{
    /// <summary>A configuration or a layer.</summary>
    public static Descriptor Read(JsonObject json)
    {
        if (!Digest.TryParse(json.Text("digest"), out var digest))
        {
            throw ManifestReader.Invalid($"'{Shown(json.Text("digest"))}' in it is no digest");
        }

        return json.Number("size") is not (>= 0 and var size) ? throw ManifestReader.Invalid($"it gives no size for {digest}")
            : json.Text("mediaType") is not { Length: > 0 } mediaType ? throw ManifestReader.Invalid($"it gives no media type for {digest}")
            : new Descriptor(mediaType, digest, size) { Urls = [.. json.Elements("urls").Select(url => url is JsonValue value && value.TryGetValue<string>(out var text) ? text : null).OfType<string>()] };
    }

    /// <summary>A child of an index.</summary>
    public static Descriptor ReadChild(JsonObject json)
    {
        var child = Read(json);
        var platform = json.Child("platform") is { } said ? PlatformOf(said) : null;
        return child with
        {
            Platform = platform is { IsUnknown: true } ? null : platform,
            // BuildKit hangs attestations in as unknown/unknown; others say what they are by artifactType or by a media type that no image has.
            IsArtifact = platform is { IsUnknown: true } || json.Text("annotations", "vnd.docker.reference.type") is not null || json.Text("artifactType") is { Length: > 0 } || !ManifestReader.IsKnown(child.MediaType),
        };
    }

    /// <summary>The platform that a configuration or a child of an index says; unknown where it says nothing.</summary>
    /// <exception cref="RegistryException">What it says can be no platform.</exception>
    public static Platform PlatformOf(JsonObject json)
    {
        var words = new[] { json.Text("os"), json.Text("architecture"), json.Text("variant"), json.Text("os.version") };
        return words.FirstOrDefault(word => word is not null && !Word.IsMatch(word)) is { } odd
            ? throw ManifestReader.Invalid($"'{Shown(odd)}' in it is no part of a platform")
            : Platform.Of(words[0] ?? "", words[1] ?? "", words[2], words[3]);
    }

    private static string Shown(string? text) => Printable.OneLine(text is { Length: > 100 } ? text[..100] : text ?? "");

    [GeneratedRegex(@"^[A-Za-z0-9_.+-]{0,64}\z")]
    private static partial Regex Word { get; }
}
