using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Api;

namespace Mesh.Sandbox.Controllers;

/// <summary>Events about objects; the same one again counts up instead of being written twice.</summary>
internal sealed class Events(ApiServer server)
{
    private readonly Dictionary<(string Uid, string Reason, string Message), string> known = [];
    private int count;

    public void Normal(JsonObject about, string reason, string message, string component) => Record(about, "Normal", reason, message, component);

    public void Warning(JsonObject about, string reason, string message, string component) => Record(about, "Warning", reason, message, component);

    private void Record(JsonObject about, string type, string reason, string message, string component)
    {
        var ns = about.Namespace() ?? "default";
        if (server.Store.Get(ResourceKind.Namespace, null, ns) is not { } home || home.IsTerminating())
        {
            return;
        }

        var key = (about.Uid(), reason, message);
        if (known.TryGetValue(key, out var name) && server.Store.Get(ResourceKind.Event, ns, name) is { } old)
        {
            var again = old.Copy();
            again["count"] = (old.Whole("count") ?? 1) + 1;
            again["lastTimestamp"] = server.Stamp();
            server.Store.Put(ResourceKind.Event, again);
            return;
        }

        known[key] = name = string.Create(CultureInfo.InvariantCulture, $"{about.Name()}.{++count:x16}");
        server.Store.Put(ResourceKind.Event, new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns, ["uid"] = server.Names.Uid(), ["creationTimestamp"] = server.Stamp() },
            ["involvedObject"] = new JsonObject
            {
                ["apiVersion"] = about.Text("apiVersion"), ["kind"] = about.Text("kind"), ["namespace"] = about.Namespace(), ["name"] = about.Name(),
                ["uid"] = about.Uid(), ["resourceVersion"] = about.Text("metadata", "resourceVersion"),
            },
            ["type"] = type,
            ["reason"] = reason,
            ["message"] = message,
            ["source"] = new JsonObject { ["component"] = component },
            ["count"] = 1,
            ["firstTimestamp"] = server.Stamp(),
            ["lastTimestamp"] = server.Stamp(),
        });
    }
}
