using System.Text.Json.Nodes;

namespace Mesh.Core.Istio.LoadBalancers;

// RFC 6902: what has to be there first, whole, then the labels and target ports that differ, and nothing else.
internal static class RoutePatch
{
    public static JsonArray Of(string uid, string? resourceVersion, Route from, Route to)
    {
        var patch = new JsonArray(Test("/metadata/uid", uid));
        if (resourceVersion is not null)
        {
            patch.Add(Test("/metadata/resourceVersion", resourceVersion));
        }

        patch.Add(Test("/spec/selector", from.Selector.DeepClone()));
        patch.Add(Test("/spec/ports", from.Ports.DeepClone()));
        foreach (var (label, value) in to.Selector)
        {
            if (!from.Selector.TryGetPropertyValue(label, out var before) || !JsonNode.DeepEquals(before, value))
            {
                patch.Add(new JsonObject { ["op"] = from.Selector.ContainsKey(label) ? "replace" : "add", ["path"] = $"/spec/selector/{Escape(label)}", ["value"] = value?.DeepClone() });
            }
        }

        foreach (var (label, _) in from.Selector.Where(label => !to.Selector.ContainsKey(label.Key)))
        {
            patch.Add(new JsonObject { ["op"] = "remove", ["path"] = $"/spec/selector/{Escape(label)}" });
        }

        foreach (var (index, (before, after)) in from.Each.Zip(to.Each).Index())
        {
            if (!JsonNode.DeepEquals(before["targetPort"], after["targetPort"]))
            {
                patch.Add(after["targetPort"] is { } target
                    ? new JsonObject { ["op"] = before.ContainsKey("targetPort") ? "replace" : "add", ["path"] = $"/spec/ports/{index}/targetPort", ["value"] = target.DeepClone() }
                    : new JsonObject { ["op"] = "remove", ["path"] = $"/spec/ports/{index}/targetPort" });
            }
        }

        return patch;
    }

    // RFC 6901: a slash in a label is part of its name.
    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    public static JsonObject Test(string path, JsonNode? value) => new() { ["op"] = "test", ["path"] = path, ["value"] = value };
}
