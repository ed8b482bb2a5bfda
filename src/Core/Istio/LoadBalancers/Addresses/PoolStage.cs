using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.LoadBalancers.Addresses;

// What the cluster has that a pool can collide with. What the user may not list is told and left out.
internal sealed class PoolStage
{
    private static readonly ResourceKind ServiceCidr = new("networking.k8s.io", "v1", "servicecidrs", "ServiceCIDR", Namespaced: false);

    public required IReadOnlyList<AddressPool> Pools { get; init; }

    public required IReadOnlyList<JsonObject> Services { get; init; }

    public required IReadOnlyList<JsonObject> Nodes { get; init; }

    public required IReadOnlyDictionary<string, JsonObject> Namespaces { get; init; }

    public required IReadOnlyList<(AddressRange Range, string What)> Ranges { get; init; }

    public required IReadOnlyList<string> Unseen { get; init; }

    public static async Task<PoolStage> ReadAsync(ICluster cluster, PoolObjects kinds, IEnumerable<string> namespaces, CancellationToken cancellation)
    {
        var unseen = new List<string>();
        var pools = new List<AddressPool>();
        foreach (var ns in namespaces.Distinct(StringComparer.Ordinal))
        {
            pools.AddRange((await ListAsync(kinds.Pool, ns)).Select(AddressPool.Of));
        }

        var services = await ListAsync(ResourceKind.Service, null);
        var nodes = await MayAsync(ResourceKind.Node, "addresses of nodes and ranges of pods");
        var cidrs = await cluster.FindKindAsync(ServiceCidr.ApiVersion, ServiceCidr.Kind, cancellation) is { } kind ? await MayAsync(kind, "ranges of Services") : [];
        return new PoolStage
        {
            Pools = pools, Services = services, Nodes = nodes, Unseen = unseen,
            Namespaces = (await MayAsync(ResourceKind.Namespace, "labels of namespaces")).ToDictionary(one => one.Name()),
            Ranges =
            [
                .. cidrs.SelectMany(cidr => cidr.Elements("spec", "cidrs")).Select(text => (AddressRange.Of(text.Text()), "the range of Services")).Where(one => one.Item1 is not null).Select(one => (one.Item1!, one.Item2)),
                .. nodes.SelectMany(node => node.Elements("spec", "podCIDRs").Append(node.At("spec", "podCIDR")).Select(text => (AddressRange.Of(text.Text()), $"the pods of node {node.Name()}")))
                    .Where(one => one.Item1 is not null).Select(one => (one.Item1!, one.Item2)).Distinct(),
                .. services.Select(service => (AddressRange.One(service.Text("spec", "clusterIP")), $"{ResourceKind.Service.Describe(service.Namespace(), service.Name())}, whose cluster IP it is"))
                    .Where(one => one.Item1 is not null).Select(one => (one.Item1!, one.Item2)),
            ],
        };

        async Task<List<JsonObject>> ListAsync(ResourceKind listed, string? ns)
        {
            var all = new List<JsonObject>();
            await foreach (var item in cluster.ListAsync(listed, new ListQuery(ns), cancellation))
            {
                all.Add(item);
            }

            return all;
        }

        async Task<List<JsonObject>> MayAsync(ResourceKind listed, string what)
        {
            if (await cluster.IsAllowedAsync(new AccessRule("list", listed.Group, listed.Plural, null), cancellation))
            {
                return await ListAsync(listed, null);
            }

            unseen.Add($"{what}: the user of context {cluster.Context} may not list {listed.Plural}");
            return [];
        }
    }
}
