using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Backup;

/// <summary>The JSON patch that makes a live object as it was kept, and leaves alone what the server adds.</summary>
/// <remarks>No merge patch, which cannot set a null, and no server-side apply, which leaves the fields of others.</remarks>
internal static class ObjectReplacement
{
    private static readonly string[] Identity = ["apiVersion", "kind", "metadata"];
    private static readonly string[] Maps = ["annotations", "labels"];

    /// <summary>The patch; it names the live object's version, so that a change by someone else in between is a conflict.</summary>
    public static JsonArray Between(JsonObject live, JsonObject kept)
    {
        var (before, patch) = (CleanObject.Of(live), new JsonArray());
        Members(patch, "", before, kept, Identity);
        var (had, has) = (before.Child("metadata") ?? [], kept.Child("metadata") ?? []);
        Members(patch, "/metadata", had, has, Maps);
        foreach (var map in Maps)
        {
            if (live.Child("metadata", map) is null)
            {
                Members(patch, "/metadata", [], has[map] is { } whole ? new JsonObject { [map] = whole.DeepClone() } : [], []);
            }
            else
            {
                Members(patch, $"/metadata/{map}", had.Child(map) ?? [], has.Child(map) ?? [], []);
            }
        }

        patch.Add(new JsonObject { ["op"] = "replace", ["path"] = "/metadata/resourceVersion", ["value"] = live.ResourceVersion() });
        return patch;
    }

    private static void Members(JsonArray patch, string path, JsonObject before, JsonObject after, string[] but)
    {
        foreach (var (key, value) in after.Where(member => !but.Contains(member.Key)))
        {
            if (!before.TryGetPropertyValue(key, out var old) || !JsonNode.DeepEquals(old, value))
            {
                // An add of what is there replaces it.
                patch.Add(new JsonObject { ["op"] = "add", ["path"] = $"{path}/{Escaped(key)}", ["value"] = value?.DeepClone() });
            }
        }

        foreach (var (key, _) in before.Where(member => !but.Contains(member.Key) && !after.ContainsKey(member.Key)))
        {
            patch.Add(new JsonObject { ["op"] = "remove", ["path"] = $"{path}/{Escaped(key)}" });
        }
    }

    private static string Escaped(string key) => key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
