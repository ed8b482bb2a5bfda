using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.Gateways;

/// <summary>Whether a Gateway has pods, and its ports a Service.</summary>
internal sealed class Reachability : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [GatewayObjectFindings.NoPods, GatewayObjectFindings.PortNotInService];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var services = mesh.Of(MeshKind.Service).ToLookup(service => service.Namespace);
        foreach (var gateway in mesh.Of(MeshKind.Gateway))
        {
            var selector = Selector.Of(gateway.Spec["selector"]);
            var pods = selector.Count == 0 ? [] : mesh.Workloads.With(null, selector).ToList();
            if (selector.Count > 0 && pods.Count == 0)
            {
                if (remarks.Misses(GatewayObjectFindings.NoPods, MeshKind.Pod, MeshKind.Deployment))
                {
                    remarks.Find(GatewayObjectFindings.NoPods, gateway.Spec["selector"], $"no pod has {Selector.Text(selector)}{Near(mesh, selector)}");
                }

                continue;
            }

            var before = pods.GroupBy(pod => pod.Namespace).SelectMany(group => services[group.Key].Where(service => Selector.Of(service.Spec["selector"]) is { Count: > 0 } own && group.Any(pod => pod.Has(own)))).ToList();
            if (before.Count > 0)
            {
                LookAtPorts(gateway, before, remarks);
            }
        }
    }

    private static void LookAtPorts(MeshObject gateway, List<MeshObject> services, Remarks remarks)
    {
        // The port of a server is the one of the Service, or the one that pods listen on behind it.
        var open = services.SelectMany(service => service.Spec["ports"].Items).SelectMany(port => new[] { port["port"].Whole, port["targetPort"].Whole }).OfType<long>().ToHashSet();
        foreach (var port in gateway.Spec["servers"].Items.Select(server => server["port"]["number"]).Where(port => port.Whole is { } number && !open.Contains(number)).DistinctBy(port => port.Whole))
        {
            remarks.Find(GatewayObjectFindings.PortNotInService, port, $"{string.Join(", ", services.Take(3).Select(service => service.Key))} {(services.Count == 1 ? "has" : "have")} {string.Join(", ", services.SelectMany(service => service.Spec["ports"].Items).Select(one => one["port"].Whole).OfType<long>().Distinct().Order())}, and not {port.Whole}");
        }
    }

    private static string Near(MeshSet mesh, IReadOnlyDictionary<string, string> selector)
    {
        if (!selector.TryGetValue("istio", out var value))
        {
            return "";
        }

        var there = mesh.Workloads.All.Where(pod => pod.IsGateway).Select(pod => pod.Labels.GetValueOrDefault("istio")).OfType<string>().Distinct().Order(StringComparer.Ordinal).Take(5).ToList();
        return there.Count == 0 ? "" : $"; gateways have istio {string.Join(", ", there)}{(value.StartsWith("istio-", StringComparison.Ordinal) && there.Contains(value[6..]) ? ", the release's name without istio-" : "")}";
    }
}
