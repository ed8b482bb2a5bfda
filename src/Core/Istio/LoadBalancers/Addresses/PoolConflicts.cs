using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.LoadBalancers.Addresses;

// What wanted pools collide with: each other, the cluster's pools, its nodes and ranges, and the addresses that Services have.
internal static class PoolConflicts
{
    private const int MostOfAKind = 20;

    // Each kind of conflict is told for so many pairs at most: a list of thousands helps nobody.
    public static IEnumerable<Finding> Of(IReadOnlyList<AddressPool> wanted, PoolStage stage)
    {
        var others = stage.Pools.Where(live => !wanted.Any(pool => Same(pool, live))).ToList();
        return Overlaps(wanted, others).Take(MostOfAKind)
            .Concat(Nodes(wanted, stage).Take(MostOfAKind))
            .Concat(Ranges(wanted, stage).Take(MostOfAKind))
            .Concat(Dropped(wanted, others, stage).Take(MostOfAKind));
    }

    // The cluster's pools as they will be.
    public static IReadOnlyList<AddressPool> After(IReadOnlyList<AddressPool> wanted, PoolStage stage) =>
        [.. wanted.Select(pool => stage.Pools.FirstOrDefault(live => Same(pool, live)) is { } live ? pool with { Allocation = live.Allocation } : pool), .. stage.Pools.Where(live => !wanted.Any(pool => Same(pool, live)))];

    private static bool Same(AddressPool one, AddressPool other) => one.Name == other.Name && one.Namespace == other.Namespace;

    private static IEnumerable<Finding> Overlaps(IReadOnlyList<AddressPool> wanted, List<AddressPool> others)
    {
        foreach (var (index, pool) in wanted.Index())
        {
            foreach (var (at, range) in pool.Ranges.Index())
            {
                if (pool.Ranges.Take(at).FirstOrDefault(range.Overlaps) is { } twin)
                {
                    yield return LoadBalancerFindings.PoolsOverlap.On(pool.Subject, $"{range} and {twin} of the same pool share {range.Shared(twin)}");
                }

                foreach (var other in wanted.Take(index).Concat(others))
                {
                    if (other.Ranges.FirstOrDefault(range.Overlaps) is { } theirs)
                    {
                        yield return LoadBalancerFindings.PoolsOverlap.On(pool.Subject, $"{range} and {theirs} of {other.Subject} share {range.Shared(theirs)}");
                    }
                }
            }
        }
    }

    private static IEnumerable<Finding> Nodes(IReadOnlyList<AddressPool> wanted, PoolStage stage) =>
        from node in stage.Nodes
        from address in node.Items("status", "addresses")
        let range = AddressRange.One(address.Text("address"))
        where range is not null
        from pool in wanted
        where pool.Holds(range)
        select LoadBalancerFindings.NodeInPool.On(pool.Subject, $"{range} is the {address.Text("type")} of node {node.Name()}");

    private static IEnumerable<Finding> Ranges(IReadOnlyList<AddressPool> wanted, PoolStage stage) =>
        from pool in wanted
        let hit = pool.Ranges.Select(range => (Range: range, Other: stage.Ranges.FirstOrDefault(other => other.Range.Overlaps(range)))).FirstOrDefault(one => one.Other.Range is not null)
        where hit.Range is not null
        select LoadBalancerFindings.ClusterRange.On(pool.Subject, $"{hit.Range} overlaps {hit.Other.Range}, {hit.Other.What}");

    private static IEnumerable<Finding> Dropped(IReadOnlyList<AddressPool> wanted, List<AddressPool> others, PoolStage stage)
    {
        foreach (var pool in wanted)
        {
            if (stage.Pools.FirstOrDefault(live => Same(pool, live)) is not { } live)
            {
                continue;
            }

            var lost = stage.Services.Where(service => service.IsLoadBalancer())
                .SelectMany(service => service.Addresses().Select(AddressRange.One).OfType<AddressRange>().Select(address => (Service: service, Address: address)))
                .Where(one => live.Holds(one.Address) && !wanted.Concat(others).Any(other => other.Holds(one.Address))).ToList();
            if (lost.Count > 0)
            {
                yield return LoadBalancerFindings.AddressDropped.On(pool.Subject,
                    RoutePods.Several(lost.Select(one => $"{one.Address} of {Printable.OneLine(ResourceKind.Service.Describe(one.Service.Namespace(), one.Service.Name()))}"), 10));
            }
        }
    }
}
