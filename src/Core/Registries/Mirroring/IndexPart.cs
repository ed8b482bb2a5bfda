using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Core.Registries.Mirroring;

/// <summary>An index with some of its children: everything else that it says stays as it was, in the same order, so that the same part always has the same digest.</summary>
internal static class IndexPart
{
    // BuildKit's word for the image that an attestation speaks of. Source: docs.docker.com/build/metadata/attestations/attestation-storage.
    private const string Subject = "vnd.docker.reference.digest";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly JsonWriterOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The part; the index itself, with every artifact in it, when all its images stay as they are.</summary>
    /// <param name="index">The whole.</param>
    /// <param name="kept">The children that stay, by the digest they have in the whole, as they are in the part.</param>
    /// <param name="reader">The image it belongs to.</param>
    public static ImageIndex Of(ImageIndex index, IReadOnlyDictionary<Digest, Descriptor> kept, SourceManifests reader)
    {
        if (index.Children.All(child => child.IsArtifact || (kept.TryGetValue(child.Digest, out var stays) && stays.Digest == child.Digest)))
        {
            return index;
        }

        try
        {
            var body = JsonNode.Parse(index.Body.Span, null, Strict) as JsonObject;
            var entries = body.Items("manifests").Where(entry => kept.ContainsKey(DigestOf(entry)) || Attests(entry)).ToList();
            var ofPart = entries.ConvertAll(entry => Placed((JsonObject)entry.DeepClone()));
            body!["manifests"] = new JsonArray([.. ofPart]);
            var bytes = Bytes(body);
            var digests = entries.Select(DigestOf).ToHashSet();
            return index with { Body = bytes, Digest = Digest.Of(bytes), Children = [.. index.Children.Where(child => digests.Contains(child.Digest)).Select(child => kept.GetValueOrDefault(child.Digest, child))] };
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            throw reader.Invalid($"has an index ({index.Digest}) of which no part can be taken: {exception.Message}", exception);
        }

        bool Attests(JsonObject entry) => entry.Text("annotations", Subject) is { } subject && Digest.TryParse(subject, out var digest) && kept.ContainsKey(digest);

        JsonObject Placed(JsonObject entry)
        {
            if (kept.TryGetValue(DigestOf(entry), out var child))
            {
                (entry["digest"], entry["size"]) = (child.Digest.ToString(), child.Size);
            }

            return entry;
        }
    }

    private static Digest DigestOf(JsonObject entry) => Digest.TryParse(entry.Text("digest"), out var digest) ? digest : default;

    private static byte[] Bytes(JsonObject body)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Format))
        {
            body.WriteTo(writer);
        }

        return bytes.ToArray();
    }
}
