using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;

namespace Mesh.Contracts;

/// <summary>Endpoints of a Service: which pods, which ports, in slices and in the object of old.</summary>
public abstract class EndpointContract : ClusterContract
{
    private const string Ports = """[{"name":"web","image":"registry.invalid/web:1","ports":[{"name":"http","containerPort":8080}]}]""";

    [Test]
    public async Task A_ready_pod_is_an_endpoint_of_each_port_it_resolves()
    {
        await Cluster.CreateAsync(ResourceKind.Deployment, Workloads.Deployment(Namespace, "web", 2, Ports), false, Cancellation);
        await ServiceAsync("web");

        await UntilAsync(ResourceKind.Deployment, null, found => Number(found, "status", "readyReplicas") == 2);
        var pods = await ListAsync(ResourceKind.Pod, "app=web");
        // A slice knows an address once, whoever has it, and pods of nodes without containers all have the same one; the object of old knows it once for each pod.
        var addresses = pods.Select(pod => Text(pod, "status", "podIP")).Distinct().Count();
        var slice = await SliceUntilAsync(found => Ready(found).Count == addresses);
        var endpoints = await UntilAsync(new("", "v1", "endpoints", "Endpoints"), null, found => Text(found, "metadata", "name") == "locust" && Addresses(found) == 2);

        Assert.Multiple(() =>
        {
            Assert.That(Ready(slice), Is.Unique.And.SubsetOf(pods.Select(pod => Text(pod, "metadata", "uid"))));
            Assert.That(PortsOf(slice["ports"]), Is.EquivalentTo(new[] { "http 8080 TCP", "raw 9000 TCP" }));
            Assert.That(PortsOf(endpoints["subsets"]![0]!["ports"]), Is.EquivalentTo(new[] { "http 8080 TCP", "raw 9000 TCP" }));
            Assert.That(Text(slice, "metadata", "labels", "kubernetes.io/service-name"), Is.EqualTo("locust"));
        });
    }

    [Test]
    public async Task A_selector_that_leads_elsewhere_takes_the_endpoints_along()
    {
        await Cluster.CreateAsync(ResourceKind.Deployment, Workloads.Deployment(Namespace, "web", 1, Ports), false, Cancellation);
        await Cluster.CreateAsync(ResourceKind.Deployment, Workloads.Deployment(Namespace, "next", 1, Ports), false, Cancellation);
        await ServiceAsync("web");
        await SliceUntilAsync(found => Ready(found).Count == 1);

        await PatchAsync(ResourceKind.Service, "locust", PatchType.Json, """[{"op":"test","path":"/spec/selector","value":{"app":"web"}},{"op":"replace","path":"/spec/selector/app","value":"next"}]""");

        var next = (await UntilAsync(ResourceKind.Pod, "app=next", pod => Text(pod, "status", "podIP") is not null));
        var slice = await SliceUntilAsync(found => Ready(found).SequenceEqual([Text(next, "metadata", "uid")]));
        Assert.That(PortsOf(slice["ports"]), Has.Length.EqualTo(2));
    }

    private async Task<JsonObject> SliceUntilAsync(Func<JsonObject, bool> reached)
    {
        var kind = await Cluster.FindKindAsync("discovery.k8s.io/v1", "EndpointSlice", Cancellation) ?? await Cluster.FindKindAsync("discovery.k8s.io/v1beta1", "EndpointSlice", Cancellation);
        return await UntilAsync(kind!, "kubernetes.io/service-name=locust", reached);
    }

    private Task<JsonObject> ServiceAsync(string app) => Cluster.CreateAsync(ResourceKind.Service, JsonNode.Parse($$"""
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"locust","namespace":"{{Namespace}}"},
         "spec":{"selector":{"app":"{{app}}"},"ports":[{"name":"http","port":80,"targetPort":"http"},{"name":"raw","port":90,"targetPort":9000}]} }
        """)!.AsObject(), false, Cancellation);

    private static List<string?> Ready(JsonObject slice) =>
        [.. (slice["endpoints"] as JsonArray ?? []).Where(endpoint => (bool?)At(endpoint, "conditions", "ready") == true).Select(endpoint => Text(endpoint, "targetRef", "uid"))];

    private static int Addresses(JsonObject endpoints) => (endpoints["subsets"] as JsonArray ?? []).Sum(subset => (subset!["addresses"] as JsonArray)?.Count ?? 0);

    private static string[] PortsOf(JsonNode? ports) => [.. (ports as JsonArray ?? []).Select(port => $"{Text(port, "name")} {Number(port, "port")} {Text(port, "protocol")}")];
}
