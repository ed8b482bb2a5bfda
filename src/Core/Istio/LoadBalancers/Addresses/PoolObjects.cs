using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Istio.LoadBalancers.Addresses;

// The kinds of MetalLB that the server serves, and the objects of a pool in them.
internal sealed class PoolObjects
{
    public const string Label = "app.kubernetes.io/managed-by", Us = "cake-frosting-mesh";

    // Those whose shape is known here, the newest first.
    private static readonly string[] Versions = ["v1", "v1beta1"];

    private PoolObjects(ResourceKind pool, ResourceKind? layer2, ResourceKind? bgp) => (Pool, Layer2, Bgp) = (pool, layer2, bgp);

    public ResourceKind Pool { get; }

    public ResourceKind? Layer2 { get; }

    public ResourceKind? Bgp { get; }

    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/> when the server serves none, or not the advertisements that are configured.</exception>
    public static async Task<PoolObjects> FindAsync(ICluster cluster, IReadOnlyList<AddressPoolOptions> wanted, CancellationToken cancellation)
    {
        var found = new PoolObjects(
            await FindAsync(cluster, "IPAddressPool", cancellation) ?? throw Missing(cluster, "IPAddressPool"),
            await FindAsync(cluster, "L2Advertisement", cancellation),
            await FindAsync(cluster, "BGPAdvertisement", cancellation));
        return wanted.FirstOrDefault(pool => pool.Advertise != "none" && found.Advertisement(pool.Advertise) is null) is { } unserved
            ? throw Missing(cluster, unserved.Advertise == "l2" ? "L2Advertisement" : "BGPAdvertisement") : found;
    }

    public ResourceKind? Advertisement(string how) => how switch { "l2" => Layer2, "bgp" => Bgp, _ => null };

    public IEnumerable<(ResourceKind Kind, JsonObject Body)> Of(AddressPoolOptions pool)
    {
        yield return (Pool, Object(Pool, pool, new JsonObject { ["addresses"] = List(pool.Addresses), ["autoAssign"] = !pool.OnRequest }));
        if (Advertisement(pool.Advertise) is { } kind)
        {
            var spec = new JsonObject { ["ipAddressPools"] = List([pool.Name]) };
            if (pool is { Advertise: "l2", Interfaces.Count: > 0 })
            {
                spec["interfaces"] = List(pool.Interfaces);
            }

            yield return (kind, Object(kind, pool, spec));
        }
    }

    private static async Task<ResourceKind?> FindAsync(ICluster cluster, string kind, CancellationToken cancellation)
    {
        foreach (var version in Versions)
        {
            if (await cluster.FindKindAsync($"metallb.io/{version}", kind, cancellation) is { } served)
            {
                return served;
            }
        }

        return null;
    }

    private static JsonObject Object(ResourceKind kind, AddressPoolOptions pool, JsonObject spec) => new()
    {
        ["apiVersion"] = kind.ApiVersion,
        ["kind"] = kind.Kind,
        ["metadata"] = new JsonObject { ["name"] = pool.Name, ["namespace"] = pool.Namespace, ["labels"] = new JsonObject { [Label] = Us } },
        ["spec"] = spec,
    };

    private static JsonArray List(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text.Trim()))];

    private static MeshException Missing(ICluster cluster, string kind) => new(
        ExitCode.NoInput, $"{cluster.Server} serves no {kind} of metallb.io in {string.Join(" or ", Versions)}",
        "Install MetalLB 0.13 or newer with its CustomResourceDefinitions; older ones take their pools from a ConfigMap, which this target does not write");
}
