using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Sandbox.Patching;

/// <summary>RFC 6902: add, remove, replace, move, copy and test. All operations apply, or none does.</summary>
internal static class JsonPatch
{
    /// <exception cref="FormatException">The patch is no array of operations.</exception>
    /// <exception cref="InvalidOperationException">An operation does not apply: a test fails, a path is not there.</exception>
    public static JsonNode? Apply(JsonNode? document, JsonNode? patch)
    {
        if (patch is not JsonArray operations)
        {
            throw new FormatException("a JSON patch is an array of operations");
        }

        var root = document?.DeepClone();
        foreach (var operation in operations)
        {
            var path = JsonPointer.Parse(operation.Text("path") ?? throw new FormatException("an operation has no path"));
            root = operation.Text("op") switch
            {
                "add" => JsonPointer.Add(root, path, Value(operation)),
                "remove" => JsonPointer.Remove(root, path),
                "replace" => Replace(root, path, Value(operation)),
                "move" => Move(root, From(operation), path),
                "copy" => JsonPointer.Add(root, path, JsonPointer.Get(root, From(operation))?.DeepClone()),
                "test" when JsonNode.DeepEquals(JsonPointer.Find(root, path), Value(operation)) => root,
                "test" => throw new InvalidOperationException($"testing value {operation.Text("path")} failed"),
                var other => throw new FormatException($"there is no operation '{other}'"),
            };
        }

        return root;
    }

    private static JsonNode? Value(JsonNode? operation) =>
        operation is JsonObject map && map.TryGetPropertyValue("value", out var value) ? value?.DeepClone() : throw new FormatException("an operation has no value");

    private static string[] From(JsonNode? operation) => JsonPointer.Parse(operation.Text("from") ?? throw new FormatException("an operation has no from"));

    private static JsonNode? Replace(JsonNode? root, string[] path, JsonNode? value)
    {
        _ = JsonPointer.Get(root, path);
        return JsonPointer.Add(path.Length == 0 ? null : JsonPointer.Remove(root, path), path, value);
    }

    private static JsonNode? Move(JsonNode? root, string[] from, string[] path)
    {
        if (path.Length > from.Length && path.AsSpan(0, from.Length).SequenceEqual(from))
        {
            throw new InvalidOperationException("a value cannot be moved into itself");
        }

        var value = JsonPointer.Get(root, from)?.DeepClone();
        return JsonPointer.Add(JsonPointer.Remove(root, from), path, value);
    }
}
