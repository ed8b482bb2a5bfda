using System.Text.Json.Nodes;

namespace Mesh.Sandbox;

/// <summary>Reading JSON that may be of any shape: what is not there, or is something else, is null.</summary>
internal static class Json
{
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
        {
            node = node is JsonObject map ? map[key] : null;
        }

        return node;
    }

    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static int? Number(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is not JsonValue value ? null
        : value.TryGetValue<int>(out var number) ? number
        : value.TryGetValue<long>(out var wide) ? (int)Math.Clamp(wide, int.MinValue, int.MaxValue)
        : null;

    public static bool? Flag(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    public static JsonObject? Map(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonObject;

    public static IEnumerable<JsonNode?> Items(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonArray ?? [];

    /// <summary>The map under a key; made when it is not there or is no map.</summary>
    public static JsonObject Child(this JsonObject map, string key)
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

    public static string Name(this JsonObject item) => item.Text("metadata", "name") ?? "";

    public static string? Namespace(this JsonObject item) => item.Text("metadata", "namespace");

    public static string Uid(this JsonObject item) => item.Text("metadata", "uid") ?? "";

    public static bool IsEnding(this JsonObject item) => item.Text("metadata", "deletionTimestamp") is not null;

    /// <summary>The UID of the controller that owns the object, if one does.</summary>
    public static string? ControllerUid(this JsonObject item) =>
        item.Items("metadata", "ownerReferences").FirstOrDefault(owner => owner.Flag("controller") == true).Text("uid");
}
