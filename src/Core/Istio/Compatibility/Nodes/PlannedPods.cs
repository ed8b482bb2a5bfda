using Mesh.Core.Configuration;

namespace Mesh.Core.Istio.Compatibility.Nodes;

/// <summary>Pods that an installation brings.</summary>
/// <param name="Name">What they are: <c>istiod</c>.</param>
/// <param name="Each">What each requests.</param>
/// <param name="Count">How many at least; null for one on every node.</param>
internal sealed record PlannedPods(string Name, Room Each, int? Count)
{
    // The requests and numbers in the charts where nothing else is said. Source: istio, manifests/charts, values.yaml of istiod, cni, ztunnel and gateway.
    private static readonly (string Cpu, string Memory) Istiod = ("500m", "2Gi");
    private static readonly (string Cpu, string Memory) Cni = ("100m", "100Mi");
    private static readonly (string Cpu, string Memory) Ztunnel = ("200m", "512Mi");
    private static readonly (string Cpu, string Memory) Gateway = ("100m", "128Mi");

    /// <summary>How many pods istiod has at least.</summary>
    public static int Replicas(IstioOptions istio) => Math.Max(istio.Istiod.Replicas, 1);

    /// <summary>What the configuration brings; what values files say is not read.</summary>
    public static IReadOnlyList<PlannedPods> Of(IstioOptions istio)
    {
        List<PlannedPods> pods = [new("istiod", Asked(istio.Istiod.Resources, Istiod), Replicas(istio))];
        if (istio.Cni.Enabled)
        {
            pods.Add(new("istio-cni", Asked(istio.Cni.Resources, Cni), null));
        }

        if (istio.Ztunnel.Enabled)
        {
            pods.Add(new("ztunnel", Asked(istio.Ztunnel.Resources, Ztunnel), null));
        }

        pods.AddRange(istio.Gateways.Select(gateway => new PlannedPods($"gateway {gateway.Name}", Asked(new(), Gateway), 1)));
        return pods;
    }

    private static Room Asked(ResourcesOptions own, (string Cpu, string Memory) chart) =>
        new(Quantity.Of(own.Requests?.Cpu ?? chart.Cpu) ?? 0, Quantity.Of(own.Requests?.Memory ?? chart.Memory) ?? 0);
}
