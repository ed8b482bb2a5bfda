using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.LoadBalancers;

// MetalLB lets Services share an address under one key, and with externalTrafficPolicy Local only while their selectors are the same.
internal static class SharedAddress
{
    public const string Key = "allow-shared-ip";

    public static async Task<IReadOnlyList<Finding>> ExamineAsync(ICluster cluster, JsonObject service, Route to, CancellationToken cancellation)
    {
        if (service.MetalLbSetting(Key) is not { Length: > 0 } key)
        {
            return [];
        }

        var everywhere = await cluster.IsAllowedAsync(new AccessRule("list", "", "services", null), cancellation);
        var wanted = Backend(service, to.Query);
        var found = new List<Finding>();
        await foreach (var other in cluster.ListAsync(ResourceKind.Service, new ListQuery(everywhere ? null : service.Namespace()), cancellation))
        {
            if (other.Uid() != service.Uid() && other.IsLoadBalancer() && other.MetalLbSetting(Key) == key
                && (other.Addresses().Count == 0 || other.Addresses().Intersect(service.Addresses()).Any())
                && Backend(other, Route.Of(other)?.Query ?? "") != wanted)
            {
                found.Add(LoadBalancerFindings.SharedAddress.On(Describe(service),
                    Printable.OneLine($"it shares {RoutePods.Several(service.Addresses())} under key {key} with {Describe(other)}, which selects {Route.Of(other)?.Query ?? "nothing"} with policy {other.Text("spec", "externalTrafficPolicy") ?? "Cluster"}")));
            }
        }

        if (!everywhere)
        {
            found.Add(LoadBalancerFindings.SharedAddressUnseen.On(Describe(service), $"key {Printable.OneLine(key)}: the user of context {cluster.Context} may not list services of all namespaces"));
        }

        return found;
    }

    // What MetalLB compares: nothing with policy Cluster, the selector with Local.
    public static string Backend(JsonObject service, string selector) => service.IsLocal() ? selector : "";

    private static string Describe(JsonObject service) => ResourceKind.Service.Describe(service.Namespace(), service.Name());
}
