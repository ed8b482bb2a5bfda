using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.LoadBalancers;

// metadata.managedFields: who set which field. A change moves fields to whoever makes it, and so does going back on it.
internal static class FieldOwners
{
    // Only while nobody else has written since: each of the others' entries is one from before, perhaps with fewer fields.
    public static bool CanRestore(JsonArray? before, JsonArray? now) => before is { Count: > 0 } && now is { Count: > 0 } && !JsonNode.DeepEquals(before, now)
        && now.OfType<JsonObject>().Where(entry => !IsOurs(entry)).All(entry => before.OfType<JsonObject>().Any(old => Stamp(old) == Stamp(entry)));

    private static bool IsOurs(JsonObject entry) => entry.Text("manager") == "mesh" && entry.Text("operation") == "Update";

    private static (string?, string?, string?, string?, string?) Stamp(JsonObject entry) =>
        (entry.Text("manager"), entry.Text("operation"), entry.Text("apiVersion"), entry.Text("subresource"), entry.Text("time"));
}
