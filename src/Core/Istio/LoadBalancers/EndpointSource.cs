using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.LoadBalancers;

// One pod behind one port of a Service.
internal sealed record Endpoint(string PortName, long Port, string Protocol, string PodUid);

// The ready endpoints of a Service in whatever form the server serves them: slices from 1.21 on, their beta before, and the one object of old.
internal sealed class EndpointSource
{
    private EndpointSource(ResourceKind kind, ListQuery query) => (Kind, Query) = (kind, query);

    public ResourceKind Kind { get; }

    public ListQuery Query { get; }

    public static async Task<EndpointSource> FindAsync(ICluster cluster, string ns, string service, CancellationToken cancellation)
    {
        foreach (var version in (string[])["v1", "v1beta1"])
        {
            if (await cluster.FindKindAsync($"discovery.k8s.io/{version}", "EndpointSlice", cancellation) is { } slices)
            {
                return new(slices, new ListQuery(ns, $"kubernetes.io/service-name={service}"));
            }
        }

        return new(ResourceKind.Endpoints, new ListQuery(ns, FieldSelector: $"metadata.name={service}"));
    }

    public IEnumerable<Endpoint> Read(JsonObject item) => Kind == ResourceKind.Endpoints
        ? from subset in item.Items("subsets")
          from address in subset.Items("addresses")
          from port in subset.Items("ports")
          select Make(port, address)
        : from endpoint in item.Items("endpoints")
          where endpoint.Flag("conditions", "ready") != false
          from port in item.Items("ports")
          select Make(port, endpoint);

    private static Endpoint Make(JsonObject port, JsonObject endpoint) =>
        new(port.Text("name") ?? "", port.Number("port") ?? 0, port.Text("protocol") ?? "TCP", endpoint.Text("targetRef", "uid") ?? "");
}
