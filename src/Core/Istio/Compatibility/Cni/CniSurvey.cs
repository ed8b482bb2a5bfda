using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Compatibility.Cni;

/// <summary>The network plugins of a cluster, and of Cilium what it does with others.</summary>
/// <param name="Found">The plugins.</param>
/// <param name="Cilium">The settings of Cilium's agents; null where there is none, or they were not there.</param>
internal sealed record CniSurvey(IReadOnlyList<FoundCni> Found, IReadOnlyDictionary<string, string>? Cilium)
{
    private const string System = "kube-system";

    /// <summary>The plugins that give pods their network, without Istio's own.</summary>
    public IEnumerable<FoundCni> Primary => Found.Where(found => found.Name != CniPlugin.Istio);

    /// <summary>Istio's own; null where there is none.</summary>
    public FoundCni? Istio => Found.FirstOrDefault(found => found.Name == CniPlugin.Istio);

    /// <summary>Those found by DaemonSets, which say how they are.</summary>
    public static async Task<IReadOnlyList<FoundCni>> DaemonSetsAsync(ICluster cluster, CancellationToken cancellation)
    {
        var found = new List<FoundCni>();
        await foreach (var item in cluster.ListAsync(ResourceKind.DaemonSet, new ListQuery(), cancellation))
        {
            found.AddRange(CniPlugin.All.Where(plugin => plugin.Owns(item)).Select(plugin => FoundCni.Of(plugin, item)));
        }

        return [.. found.OrderBy(one => one.By, StringComparer.Ordinal)];
    }

    /// <summary>Those found by what else can be seen: the marks they leave on nodes, and the kinds that they bring.</summary>
    public static async Task<IReadOnlyList<FoundCni>> TracesAsync(ICluster cluster, IReadOnlyCollection<string> signs, CancellationToken cancellation)
    {
        var found = new List<FoundCni>();
        foreach (var plugin in CniPlugin.All)
        {
            if (signs.Contains(plugin.Name))
            {
                found.Add(new(plugin.Name, "marks on nodes", null, 0, null));
            }
            else if (plugin is { ApiVersion: { } version, Kind: { } kind } && await cluster.FindKindAsync(version, kind, cancellation) is not null)
            {
                found.Add(new(plugin.Name, $"API group {version.Split('/')[0]}", null, 0, null));
            }
        }

        return found;
    }

    /// <summary>The settings of Cilium's agents; null where the ConfigMap is not there.</summary>
    public static async Task<IReadOnlyDictionary<string, string>?> CiliumAsync(ICluster cluster, IEnumerable<FoundCni> found, CancellationToken cancellation)
    {
        var daemonSet = found.FirstOrDefault(one => one.Name == CniPlugin.Cilium && one.Wanted is not null);
        var ns = daemonSet?.By.Split(" in ") is [_, var own] ? own : System;
        return (await cluster.GetAsync(ResourceKind.ConfigMap, ns, "cilium-config", cancellation))?.Texts("data");
    }
}
