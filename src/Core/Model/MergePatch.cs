using System.Text.Json.Nodes;

namespace Mesh.Core.Model;

/// <summary>JSON merge patches, RFC 7386.</summary>
public static class MergePatch
{
    /// <summary>The patch that makes <paramref name="after"/> of <paramref name="before"/>: what differs, null for what goes, arrays whole.</summary>
    /// <param name="before">The object as it is.</param>
    /// <param name="after">The object as it will be.</param>
    public static JsonObject Between(JsonObject before, JsonObject after)
    {
        var patch = new JsonObject();
        foreach (var (key, value) in after)
        {
            if (before[key] is JsonObject inner && value is JsonObject wanted)
            {
                if (Between(inner, wanted) is { Count: > 0 } nested)
                {
                    patch[key] = nested;
                }
            }
            else if (!JsonNode.DeepEquals(before[key], value))
            {
                patch[key] = value?.DeepClone();
            }
        }

        foreach (var (key, _) in before.Where(pair => !after.ContainsKey(pair.Key)))
        {
            patch[key] = null;
        }

        return patch;
    }

    /// <summary>What a patch makes of something; neither is changed.</summary>
    /// <param name="target">What it is applied to; null for nothing.</param>
    /// <param name="patch">The patch; anything but an object replaces the target.</param>
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        var result = target is JsonObject map ? (JsonObject)map.DeepClone() : [];
        foreach (var (key, value) in changes)
        {
            if (value is null)
            {
                result.Remove(key);
            }
            else
            {
                result[key] = Apply(result[key], value);
            }
        }

        return result;
    }
}
