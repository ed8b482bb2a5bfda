using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Verification;

/// <summary>Looks whether somebody ready is behind a port of a Service. The same Service is asked for once.</summary>
internal sealed class ServiceLook(ICluster cluster)
{
    // A webhook that names no port means this one: kubernetes, admissionregistration/v1 ServiceReference.
    private const long DefaultPort = 443;

    private readonly Dictionary<Target, Answer> known = [];

    /// <summary>A port of a Service.</summary>
    public sealed record Target(string Namespace, string Name, long Port)
    {
        /// <summary>As people write it: <c>istiod in istio-system:443</c>.</summary>
        public override string ToString() => $"{Name} in {Namespace}:{Port}";
    }

    /// <summary>What was found.</summary>
    /// <param name="Endpoints">How many ready ones are behind it.</param>
    /// <param name="Lacks">What is wrong; null where nothing is.</param>
    public sealed record Answer(int Endpoints, string? Lacks);

    /// <summary>Reads a webhook's clientConfig.service.</summary>
    public static Target Parse(JsonObject service) => new(service.Text("namespace") ?? "", service.Text("name") ?? "", service.Number("port") ?? DefaultPort);

    /// <summary>Asks.</summary>
    /// <exception cref="Findings.MeshException">As for <see cref="ICluster"/>.</exception>
    public async Task<Answer> AskAsync(Target target, CancellationToken cancellation)
    {
        if (!known.TryGetValue(target, out var answer))
        {
            known[target] = answer = await LookAsync(target, cancellation);
        }

        return answer;
    }

    private async Task<Answer> LookAsync(Target target, CancellationToken cancellation)
    {
        if (await cluster.GetAsync(ResourceKind.Service, target.Namespace, target.Name, cancellation) is not { } service)
        {
            return new(0, $"there is no {ResourceKind.Service.Describe(target.Namespace, target.Name)}");
        }

        if (service.Items("spec", "ports").FirstOrDefault(port => port.Number("port") == target.Port) is not { } wanted)
        {
            return new(0, $"{ResourceKind.Service.Describe(target.Namespace, target.Name)} has no port {target.Port}");
        }

        var ready = await ReadyAsync(target, wanted.Text("name") ?? "", cancellation);
        return new(ready, ready > 0 ? null : $"{ResourceKind.Service.Describe(target.Namespace, target.Name)} has no ready endpoint for port {target.Port}");
    }

    private async Task<int> ReadyAsync(Target target, string port, CancellationToken cancellation)
    {
        var kind = await cluster.FindKindAsync("discovery.k8s.io/v1", "EndpointSlice", cancellation) ?? await cluster.FindKindAsync("discovery.k8s.io/v1beta1", "EndpointSlice", cancellation);
        var addresses = new HashSet<string>(StringComparer.Ordinal);
        if (kind is null)
        {
            var endpoints = await cluster.GetAsync(ResourceKind.Endpoints, target.Namespace, target.Name, cancellation);
            addresses.UnionWith(endpoints.Items("subsets").Where(subset => HasPort(subset, port)).SelectMany(subset => subset.Items("addresses")).Select(address => address.Text("ip") ?? ""));
            return addresses.Count;
        }

        await foreach (var slice in cluster.ListAsync(kind, new ListQuery(target.Namespace, $"kubernetes.io/service-name={target.Name}"), cancellation))
        {
            // Without a word on it an endpoint counts as ready.
            addresses.UnionWith(slice.Items("endpoints").Where(endpoint => HasPort(slice, port) && endpoint.Flag("conditions", "ready") != false).SelectMany(endpoint => endpoint.Elements("addresses")).Select(address => $"{address}"));
        }

        return addresses.Count;
    }

    private static bool HasPort(JsonObject holder, string port) => holder.Items("ports").Any(one => (one.Text("name") ?? "") == port);
}
