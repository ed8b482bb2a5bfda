using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Backup;

/// <summary>An object without what the server or a controller adds: what can be created anew, and compared.</summary>
/// <remarks>Owners go too: they are named by their UID, and an object whose owner's UID is not there is collected as garbage soon after it was made.</remarks>
internal static class CleanObject
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    private static readonly string[] ServerSide =
        ["uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink", "ownerReferences", "deletionTimestamp", "deletionGracePeriodSeconds"];

    // Schemas of CRDs go deep.
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, NewLine = "\n", MaxDepth = 1000, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>How deep JSON may be that is read back.</summary>
    public static JsonDocumentOptions Reading { get; } = new() { MaxDepth = 1000, AllowDuplicateProperties = false };

    /// <summary>The object as it is kept: keys in alphabetical order, so that the same state gives the same bytes.</summary>
    public static JsonObject Of(JsonObject item)
    {
        var clean = (JsonObject)Sorted(item)!;
        clean.Remove("status");
        if (clean["metadata"] is not JsonObject metadata)
        {
            return clean;
        }

        foreach (var field in ServerSide)
        {
            metadata.Remove(field);
        }

        (metadata["annotations"] as JsonObject)?.Remove(LastApplied);
        foreach (var map in new[] { "annotations", "labels", "finalizers" })
        {
            if (metadata[map] is JsonObject { Count: 0 } or JsonArray { Count: 0 })
            {
                metadata.Remove(map);
            }
        }

        return clean;
    }

    /// <summary>A namespace as it is kept: what the server needs to end it is the server's own.</summary>
    public static JsonObject OfNamespace(JsonObject item)
    {
        var clean = Of(item);
        clean.Remove("spec");
        (clean.At("metadata", "labels") as JsonObject)?.Remove("kubernetes.io/metadata.name");
        return Of(clean);
    }

    /// <summary>The bytes of a file that holds it, ending in a line feed.</summary>
    public static byte[] Write(JsonNode node) => [.. System.Text.Encoding.UTF8.GetBytes(node.ToJsonString(Written)), (byte)'\n'];

    /// <summary>The same as text, for a diff.</summary>
    public static string Text(JsonNode node) => node.ToJsonString(Written) + "\n";

    /// <summary>Whether a live object is as it was kept.</summary>
    public static bool Same(JsonObject live, JsonObject kept) => JsonNode.DeepEquals(Of(live), kept);

    /// <summary>The same value with the keys of every object in alphabetical order.</summary>
    public static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
