using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Registries.Manifests;

/// <summary>Reads manifests as registries give them. Sources: OCI image specification, Docker image manifest v2 schema 2.</summary>
internal static class ManifestReader
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>Reads a manifest whose digest has been verified.</summary>
    /// <param name="body">Its bytes.</param>
    /// <param name="contentType">The media type it came with; null for none.</param>
    /// <param name="digest">Its digest.</param>
    /// <exception cref="RegistryException"><see cref="RegistryFault.SchemaOne"/>, or <see cref="RegistryFault.Invalid"/> with what is wrong in it.</exception>
    public static Manifest Read(ReadOnlyMemory<byte> body, string? contentType, Digest digest)
    {
        // Of schema 1 there are signed and unsigned ones.
        if (contentType?.StartsWith(MediaTypes.SchemaOne + "+", StringComparison.OrdinalIgnoreCase) == true)
        {
            throw SchemaOne();
        }

        var json = Parse(body, contentType);
        var said = json.Text("mediaType");
        if (json.Number("schemaVersion") == 1 || said?.StartsWith(MediaTypes.SchemaOne + "+", StringComparison.Ordinal) == true)
        {
            throw SchemaOne();
        }

        if (json.Number("schemaVersion") != 2)
        {
            throw Invalid("its schemaVersion is not 2");
        }

        var looksLikeIndex = json.ContainsKey("manifests");
        if (looksLikeIndex && (json.ContainsKey("layers") || json.ContainsKey("config") || json.ContainsKey("fsLayers")))
        {
            // Readers would disagree about what it is. Source: CVE-2021-41190.
            throw Invalid("it is an index and an image at once");
        }

        var mediaType = said ?? (IsKnown(contentType) ? contentType! : looksLikeIndex ? MediaTypes.OciIndex : json.ContainsKey("config") ? MediaTypes.OciImage : throw Invalid("it is no manifest: it has neither mediaType, manifests nor config"));
        if (!IsKnown(mediaType))
        {
            throw Invalid($"'{Printable.OneLine(mediaType)}' is no media type of a manifest");
        }

        if (IsIndex(mediaType) != looksLikeIndex || (IsKnown(contentType) && IsIndex(contentType!) != looksLikeIndex))
        {
            throw Invalid($"it is given as {(IsKnown(contentType) ? contentType : mediaType)} and is {(looksLikeIndex ? "an index" : "none")}");
        }

        return looksLikeIndex
            ? new ImageIndex(mediaType, body, digest, [.. List(json, "manifests").Select(Descriptors.ReadChild)])
            : new ImageManifest(mediaType, body, digest, Descriptors.Read(json.Child("config") ?? throw Invalid("it has no config")), [.. List(json, "layers").Select(Descriptors.Read)]);
    }

    /// <summary>True for the media types of an index or a manifest list.</summary>
    public static bool IsIndex(string mediaType) => mediaType is MediaTypes.OciIndex or MediaTypes.DockerList;

    /// <summary>True for the media types of indexes and images.</summary>
    public static bool IsKnown(string? mediaType) => mediaType is MediaTypes.OciIndex or MediaTypes.DockerList or MediaTypes.OciImage or MediaTypes.DockerImage;

    /// <summary>The exception for something that is not as it has to be.</summary>
    /// <param name="why">What is wrong.</param>
    public static RegistryException Invalid(string why) => new(RegistryFault.Invalid, why);

    private static RegistryException SchemaOne() => new(RegistryFault.SchemaOne, "it is a manifest of Docker schema 1");

    private static JsonObject Parse(ReadOnlyMemory<byte> body, string? contentType)
    {
        try
        {
            return JsonNode.Parse(body.Span, documentOptions: Strict) as JsonObject ?? throw Invalid("it is no JSON object");
        }
        catch (JsonException exception)
        {
            throw new RegistryException(RegistryFault.Invalid, $"it is no JSON{(IsKnown(contentType) || contentType is null ? "" : $" but {Printable.OneLine(contentType)}")}: {Printable.OneLine(exception.Message)}", exception);
        }
    }

    private static IEnumerable<JsonObject> List(JsonObject json, string name) =>
        json.At(name) is JsonArray list ? list.Select(item => item as JsonObject ?? throw Invalid($"its {name} hold something that is no object")) : throw Invalid($"it has no list of {name}");
}
