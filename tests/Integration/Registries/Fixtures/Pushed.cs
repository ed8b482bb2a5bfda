using System.Text.Json.Nodes;

namespace Mesh.Integration.Registries.Fixtures;

/// <summary>A manifest as it was pushed.</summary>
/// <param name="Repository">Where.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Platform">Its platform as <c>os/arch</c> or <c>os/arch/variant</c>; null for an index.</param>
/// <param name="Children">What it lists.</param>
/// <param name="Blobs">Its configuration and layers: digest and size.</param>
internal sealed record Pushed(string Repository, string Digest, string MediaType, long Size, string? Platform, IReadOnlyList<Pushed> Children, IReadOnlyDictionary<string, long> Blobs)
{
    /// <summary>True for what stands in an index and is no image to run.</summary>
    public bool IsAttestation { get; init; }

    /// <summary>Everything below it and itself.</summary>
    public IEnumerable<Pushed> Tree => [.. Children.SelectMany(child => child.Tree), this];

    /// <summary>The bytes of all different blobs below it.</summary>
    public long BlobBytes => Tree.SelectMany(part => part.Blobs).DistinctBy(blob => blob.Key).Sum(blob => blob.Value);

    /// <summary>As an index names it.</summary>
    public JsonObject Descriptor(Pushed? describes = null)
    {
        var descriptor = new JsonObject { ["mediaType"] = MediaType, ["digest"] = Digest, ["size"] = Size };
        if (IsAttestation)
        {
            descriptor["platform"] = new JsonObject { ["os"] = "unknown", ["architecture"] = "unknown" };
            descriptor["annotations"] = new JsonObject { ["vnd.docker.reference.type"] = "attestation-manifest", ["vnd.docker.reference.digest"] = describes!.Digest };
        }
        else if (Platform?.Split('/') is [var os, var architecture, .. var variant])
        {
            descriptor["platform"] = new JsonObject { ["os"] = os, ["architecture"] = architecture };
            if (variant is [var name])
            {
                descriptor["platform"]!["variant"] = name;
            }
        }

        return descriptor;
    }
}
