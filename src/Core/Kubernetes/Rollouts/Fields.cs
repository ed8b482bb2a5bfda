using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mesh.Core.Kubernetes.Rollouts;

// Objects come from a server that may be newer, older or broken: a field of another shape reads as one that is not there.
internal static class Fields
{
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }

    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public static long? Number(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && long.TryParse(value.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static bool Flag(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    public static DateTimeOffset? Time(this JsonNode? node, params ReadOnlySpan<string> path) =>
        DateTimeOffset.TryParse(node.Text(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    public static IEnumerable<JsonObject> Items(this JsonNode? node, params ReadOnlySpan<string> path) => (node.At(path) as JsonArray)?.OfType<JsonObject>() ?? [];

    public static string Name(this JsonObject item) => item.Text("metadata", "name") ?? "";

    public static string Uid(this JsonObject item) => item.Text("metadata", "uid") ?? "";

    public static long Generation(this JsonObject item) => item.Number("metadata", "generation") ?? 0;

    public static bool IsTerminating(this JsonObject item) => item.At("metadata", "deletionTimestamp") is not null;

    public static bool IsOwnedBy(this JsonObject item, string uid) => item.Items("metadata", "ownerReferences").Any(owner => owner.Text("uid") == uid);

    public static JsonObject? Condition(this JsonObject item, string type) => item.Items("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type);

    // What containers and webhooks print may hold line breaks, escapes and megabytes; what we say about it is one short line.
    public static string OneLine(string? text, int longest = 400)
    {
        var folded = string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        var plain = string.Concat(folded.Where(letter => !char.IsControl(letter)));
        return plain.Length <= longest ? plain : $"{plain[..longest]}…";
    }
}
