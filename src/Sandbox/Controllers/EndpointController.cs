using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Api;

namespace Mesh.Sandbox.Controllers;

/// <summary>Keeps the endpoints of Services with a selector: one slice for each set of ports that pods resolve to, and the object of old.</summary>
internal sealed class EndpointController(ApiServer server)
{
    private const string Named = "kubernetes.io/service-name";

    private static readonly ResourceKind Endpoints = new("", "v1", "endpoints", "Endpoints");

    /// <summary>The Services of a namespace whose selector the pod has, or has had.</summary>
    public IEnumerable<string> ServicesOf(string ns, params JsonObject?[] pods) =>
        [.. server.Store.List(ResourceKind.Service, ns).Where(service => pods.Any(pod => pod is not null && Selects(service, pod))).Select(service => service.Name())];

    public void Look(string ns, string name)
    {
        if (server.Store.Get(ResourceKind.Namespace, null, ns)?.IsTerminating() != false)
        {
            return;
        }

        var slices = server.FindKind("discovery.k8s.io/v1", "EndpointSlice") ?? server.FindKind("discovery.k8s.io/v1beta1", "EndpointSlice");
        if (server.Store.Get(ResourceKind.Service, ns, name) is not { } service)
        {
            Drop(slices, ns, name);
            return;
        }

        if (service.Child("spec", "selector") is not { Count: > 0 })
        {
            // Kept by hand.
            return;
        }

        var groups = server.Store.List(ResourceKind.Pod, ns)
            .Where(pod => Selects(service, pod) && ControllerDesk.IsActive(pod) && pod.Text("status", "podIP") is not null)
            .GroupBy(pod => Ports(service, pod).ToJsonString(), StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        if (slices is not null)
        {
            PutSlices(slices, service, groups);
        }

        Put(Endpoints, ns, name, service, new JsonObject
        {
            ["subsets"] = new JsonArray([.. groups.Where(group => group.Key != "[]").Select(group => Subset(group, JsonNode.Parse(group.Key)!.AsArray()))]),
        });
    }

    private static bool Selects(JsonObject service, JsonObject pod) =>
        service.Child("spec", "selector") is { Count: > 0 } selector && selector.All(label => pod.Text("metadata", "labels", label.Key) == label.Value.Text());

    private void PutSlices(ResourceKind kind, JsonObject service, List<IGrouping<string, JsonObject>> groups)
    {
        var (ns, name) = (service.Namespace()!, service.Name());
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, group) in groups.Index())
        {
            var slice = $"{name}-{index}";
            kept.Add(slice);
            Put(kind, ns, slice, service, new JsonObject
            {
                ["addressType"] = "IPv4",
                ["ports"] = JsonNode.Parse(group.Key),
                ["endpoints"] = new JsonArray([.. group.OrderBy(pod => pod.Name(), StringComparer.Ordinal).Select(pod => Endpoint(kind, pod))]),
            });
        }

        foreach (var old in server.Store.List(kind, ns).Where(slice => slice.Text("metadata", "labels", Named) == name && !kept.Contains(slice.Name())).ToList())
        {
            server.Remove(kind, old);
        }
    }

    private void Drop(ResourceKind? slices, string ns, string name)
    {
        foreach (var old in slices is null ? [] : server.Store.List(slices, ns).Where(slice => slice.Text("metadata", "labels", Named) == name).ToList())
        {
            server.Remove(slices!, old);
        }

        if (server.Store.Get(Endpoints, ns, name) is { } endpoints)
        {
            server.Remove(Endpoints, endpoints);
        }
    }

    private void Put(ResourceKind kind, string ns, string name, JsonObject service, JsonObject content)
    {
        if (server.Store.Get(kind, ns, name) is { } before)
        {
            var changed = before.Copy();
            foreach (var (key, value) in content)
            {
                changed[key] = value?.DeepClone();
            }

            server.Control(kind, changed);
            return;
        }

        content["metadata"] = new JsonObject
        {
            ["name"] = name, ["namespace"] = ns,
            ["labels"] = kind == Endpoints ? service.At("metadata", "labels")?.DeepClone() ?? new JsonObject() : new JsonObject { [Named] = service.Name(), ["endpointslice.kubernetes.io/managed-by"] = "endpointslice-controller.k8s.io" },
        };
        server.Create(kind, content, dryRun: false, ControllerDesk.Manager);
    }

    private static JsonArray Ports(JsonObject service, JsonObject pod)
    {
        var ports = new JsonArray();
        foreach (var port in service.Items("spec", "ports"))
        {
            var protocol = port.Text("protocol") ?? "TCP";
            var number = port.Whole("targetPort") ?? pod.Items("spec", "containers").SelectMany(container => container.Items("ports"))
                .FirstOrDefault(one => one.Text("name") == port.Text("targetPort") && (one.Text("protocol") ?? "TCP") == protocol)?.Whole("containerPort");
            if (number is not null)
            {
                ports.Add(new JsonObject { ["name"] = port.Text("name") ?? "", ["port"] = number, ["protocol"] = protocol });
            }
        }

        return ports;
    }

    private static JsonObject Endpoint(ResourceKind kind, JsonObject pod)
    {
        var endpoint = new JsonObject { ["addresses"] = new JsonArray(pod.Text("status", "podIP")), ["conditions"] = new JsonObject { ["ready"] = IsReady(pod) }, ["targetRef"] = Reference(pod) };
        if (kind.Version == "v1")
        {
            endpoint["nodeName"] = pod.Text("spec", "nodeName");
        }
        else
        {
            endpoint["topology"] = new JsonObject { ["kubernetes.io/hostname"] = pod.Text("spec", "nodeName") };
        }

        return endpoint;
    }

    private static JsonObject Subset(IEnumerable<JsonObject> pods, JsonArray ports)
    {
        var subset = new JsonObject { ["ports"] = ports };
        foreach (var (key, ready) in new[] { ("addresses", true), ("notReadyAddresses", false) })
        {
            var some = pods.Where(pod => IsReady(pod) == ready).OrderBy(pod => pod.Name(), StringComparer.Ordinal).ToList();
            if (some.Count > 0)
            {
                subset[key] = new JsonArray([.. some.Select(pod => new JsonObject { ["ip"] = pod.Text("status", "podIP"), ["nodeName"] = pod.Text("spec", "nodeName"), ["targetRef"] = Reference(pod) })]);
            }
        }

        return subset;
    }

    private static bool IsReady(JsonObject pod) => ControllerDesk.IsReady(pod) && !pod.IsTerminating();

    private static JsonObject Reference(JsonObject pod) => new() { ["kind"] = "Pod", ["namespace"] = pod.Namespace(), ["name"] = pod.Name(), ["uid"] = pod.Uid() };
}
