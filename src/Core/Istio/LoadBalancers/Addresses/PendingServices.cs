using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.LoadBalancers.Addresses;

// Why a Service of type LoadBalancer has no address, judged by the pools as they will be.
internal sealed class PendingServices(ICluster cluster, IReadOnlyList<AddressPool> pools, PoolStage stage)
{
    private const int Most = 20;

    private readonly List<JsonObject> served = [.. stage.Services.Where(service => service.IsLoadBalancer() && service.Addresses().Count > 0)];

    public async Task<IReadOnlyList<(string Subject, string Why, bool Waits)>> ExplainAsync(CancellationToken cancellation)
    {
        var explained = new List<(string, string, bool)>();
        foreach (var service in stage.Services.Where(service => service.IsLoadBalancer() && service.Addresses().Count == 0 && !service.IsTerminating()).Take(Most))
        {
            var why = Why(service);
            var said = await EventAsync(service, cancellation);
            explained.Add((ResourceKind.Service.Describe(service.Namespace(), service.Name()),
                Printable.OneLine($"{why ?? "a pool has an address for it"}{(said is null ? "" : $"; its last event: {said}")}"), why is not null));
        }

        return explained;
    }

    private string? Why(JsonObject service)
    {
        if (service.Text("spec", "loadBalancerClass") is { } @class)
        {
            return $"spec.loadBalancerClass is {@class}: MetalLB leaves it to others unless it was started with this class";
        }

        // Named or not, these pools may serve it.
        var named = (service.MetalLbSetting("address-pool") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (named.FirstOrDefault(name => pools.All(pool => pool.Name != name)) is { } unknown)
        {
            return $"it asks for pool {unknown}, and there is none: there are {RoutePods.Several(pools.Select(pool => pool.Name))}";
        }

        var wanted = (service.MetalLbSetting("loadBalancerIPs") ?? service.Text("spec", "loadBalancerIP") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (wanted.Length > 0)
        {
            return wanted.Select(address => Asked(service, address)).FirstOrDefault(why => why is not null);
        }

        var candidates = pools.Where(pool => named.Length > 0 ? named.Contains(pool.Name) : pool.Auto).ToList();
        if (candidates.Count == 0)
        {
            return $"no pool gives addresses by itself, and it names none: set the annotation metallb.io/address-pool to one of {RoutePods.Several(pools.Select(pool => pool.Name))}";
        }

        var open = candidates.Where(pool => pool.Serves(service, ns => stage.Namespaces.GetValueOrDefault(ns).Child("metadata", "labels"))).ToList();
        return open.Count == 0 ? $"pools {RoutePods.Several(candidates.Select(pool => pool.Name))} serve other namespaces or Services (spec.serviceAllocation)" : Family(service, open) ?? Sharing(service);
    }

    private string? Family(JsonObject service, List<AddressPool> open)
    {
        var families = service.Elements("spec", "ipFamilies").Select(family => family.Text() == "IPv6").ToList();
        families = families.Count > 0 ? families : [AddressRange.One(service.Text("spec", "clusterIP"))?.IsV6 == true];
        var needed = service.Text("spec", "ipFamilyPolicy") == "RequireDualStack" ? [false, true] : service.Text("spec", "ipFamilyPolicy") == "PreferDualStack" ? families.Take(1) : families;
        foreach (var v6 in needed.Distinct())
        {
            var name = v6 ? "IPv6" : "IPv4";
            if (open.Where(pool => pool.Has(v6)).ToList() is not { Count: > 0 } fitting)
            {
                return $"it needs an address of {name}, and {RoutePods.Several(open.Select(pool => pool.Name))} {(open.Count == 1 ? "has" : "have")} none";
            }

            var (all, used) = (fitting.SelectMany(pool => pool.Ranges).Where(range => range.IsV6 == v6).Aggregate(UInt128.Zero, (sum, range) => UInt128.MaxValue - sum < range.Count ? UInt128.MaxValue : sum + range.Count), Used(fitting, v6));
            if ((UInt128)used >= all)
            {
                return $"{RoutePods.Several(fitting.Select(pool => pool.Name))} {(fitting.Count == 1 ? "is" : "are")} exhausted: {used} of {all} addresses of {name} are in use";
            }
        }

        return null;
    }

    private int Used(List<AddressPool> fitting, bool v6) =>
        served.SelectMany(service => service.Addresses()).Select(AddressRange.One).OfType<AddressRange>().Where(address => address.IsV6 == v6 && fitting.Exists(pool => pool.Holds(address))).Distinct().Count();

    private string? Asked(JsonObject service, string text)
    {
        if (AddressRange.One(text) is not { } address)
        {
            return $"it asks for {text}, which is no address";
        }

        return pools.All(pool => !pool.Holds(address)) ? $"it asks for {address}, which is in no pool"
            : served.Find(other => other.Addresses().Select(AddressRange.One).Contains(address)) is { } holder && Refusal(service, holder) is { } why
                ? $"it asks for {address}, which {Describe(holder)} has, and {why}" : null;
    }

    // One that has the key, and an address, and cannot be joined: MetalLB then looks for another address, and without one waits.
    private string? Sharing(JsonObject service) =>
        service.MetalLbSetting(SharedAddress.Key) is { } key && served.Find(other => other.MetalLbSetting(SharedAddress.Key) == key && pools.Any(pool => other.Addresses().Select(AddressRange.One).OfType<AddressRange>().Any(pool.Holds))) is { } holder
        && pools.Where(pool => pool.Auto).Sum(pool => (double)pool.Ranges.Aggregate(UInt128.Zero, (sum, range) => sum + range.Count)) <= served.Count && Refusal(service, holder) is { } why
            ? $"it may share with {Describe(holder)} under key {key}, and {why}" : null;

    private static string? Refusal(JsonObject service, JsonObject holder)
    {
        var key = service.MetalLbSetting(SharedAddress.Key);
        if (key is null || holder.MetalLbSetting(SharedAddress.Key) != key)
        {
            return $"they have no sharing key in common (annotation metallb.io/{SharedAddress.Key})";
        }

        if (SharedAddress.Backend(service, Route.Of(service)?.Query ?? "") != SharedAddress.Backend(holder, Route.Of(holder)?.Query ?? ""))
        {
            return "with externalTrafficPolicy Local only Services of the same selector share an address";
        }

        var doors = service.Items("spec", "ports").Select(port => (port.Number("port"), Route.Protocol(port))).Intersect(holder.Items("spec", "ports").Select(port => (port.Number("port"), Route.Protocol(port)))).ToList();
        return doors.Count > 0 ? $"both use port {doors[0].Item1}/{doors[0].Item2}" : null;
    }

    private async Task<string?> EventAsync(JsonObject service, CancellationToken cancellation)
    {
        JsonObject? last = null;
        if (await cluster.IsAllowedAsync(new AccessRule("list", "", "events", service.Namespace()), cancellation))
        {
            await foreach (var one in cluster.ListAsync(ResourceKind.Event, new ListQuery(service.Namespace(), FieldSelector: $"involvedObject.name={service.Name()}"), cancellation))
            {
                if (one.Text("involvedObject", "kind") == "Service" && one.Text("reason") is "AllocationFailed" or "SyncLoadBalancerFailed" or "FailedBuildModel" or "FailedDeployModel"
                    && string.CompareOrdinal(one.Text("lastTimestamp") ?? one.Text("eventTime"), last?.Text("lastTimestamp") ?? last?.Text("eventTime")) >= 0)
                {
                    last = one;
                }
            }
        }

        return last is null ? null : ServiceFacts.Bounded(Printable.OneLine($"{last.Text("reason")}: {last.Text("message")}"));
    }

    private static string Describe(JsonObject service) => ResourceKind.Service.Describe(service.Namespace(), service.Name());
}
