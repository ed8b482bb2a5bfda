using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Sandbox;

/// <summary>What a server does with JSON beyond reading it.</summary>
internal static class Json
{
    /// <summary>The whole number at a path, or null. Counts of replicas, seconds and ports; what is wider than an int is cut to its bounds.</summary>
    public static int? Whole(this JsonNode? node, params ReadOnlySpan<string> path) => node.Number(path) is { } number ? (int)Math.Clamp(number, int.MinValue, int.MaxValue) : null;

    /// <summary>The map under a key; made when it is not there or is no map.</summary>
    public static JsonObject Ensure(this JsonObject map, string key)
    {
        if (map[key] is JsonObject child)
        {
            return child;
        }

        var made = new JsonObject();
        map[key] = made;
        return made;
    }

    /// <summary>Sets a value where there is none.</summary>
    public static void Default(this JsonObject map, string key, JsonNode? value)
    {
        if (map[key] is null)
        {
            map[key] = value;
        }
    }

    public static T Copy<T>(this T node)
        where T : JsonNode => (T)node.DeepClone();

    /// <summary>A copy in which every value is as a parser makes it, so that numbers compare and read the same whoever wrote them.</summary>
    public static JsonObject Normalize(this JsonObject map) => (JsonObject)JsonNode.Parse(map.ToJsonString())!;
}
