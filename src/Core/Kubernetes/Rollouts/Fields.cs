using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes.Rollouts;

// What this folder reads beyond the common readers.
internal static class Fields
{
    public static JsonObject? Condition(this JsonObject item, string type) => item.Items("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type);

    public static string? Waiting(this JsonObject container) => container.Text("state", "waiting", "reason");

    public static IEnumerable<JsonObject> Containers(this JsonObject pod) => pod.Items("status", "initContainerStatuses").Concat(pod.Items("status", "containerStatuses"));

    // What containers and webhooks print may hold line breaks, escapes and megabytes; what we say about it is one short line, without a full stop at its end.
    public static string OneLine(string? text, int longest = 400)
    {
        var folded = string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        var plain = string.Concat(folded.Where(letter => !char.IsControl(letter))).TrimEnd('.');
        return plain.Length <= longest ? plain : $"{plain[..longest]}…";
    }
}
