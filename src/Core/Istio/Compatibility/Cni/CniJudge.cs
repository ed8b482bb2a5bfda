using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Images;
using Mesh.Core.Istio.Compatibility.Nodes;
using Mesh.Core.Istio.Compatibility.Skew;

namespace Mesh.Core.Istio.Compatibility.Cni;

/// <summary>Whether the network plugins work, and bear with the mesh.</summary>
internal static class CniJudge
{
    // Exactly these install their plugin by way of a shell. Source: istio issues 48746, 48849 and 49038.
    private static readonly string[] NeedsShell = ["1.18.7", "1.19.6", "1.20.2"];

    // Source: istio issues 56587 and 57332.
    private static readonly MinorVersion RepairsNot = new(1, 26);

    /// <summary>What is wrong.</summary>
    /// <param name="cnis">The plugins.</param>
    /// <param name="istio">What is configured.</param>
    /// <param name="istiods">The control planes that run.</param>
    /// <param name="nodes">The nodes; empty where they could not be read.</param>
    public static IEnumerable<Finding> Of(CniSurvey cnis, IstioOptions istio, IReadOnlyList<Istiod> istiods, IReadOnlyList<NodeFacts> nodes)
    {
        foreach (var cni in cnis.Found.Where(cni => cni.IsUnhealthy))
        {
            yield return VersionFindings.CniUnhealthy.On(cni.By, $"{cni}") with { Severity = cni.Ready == 0 ? Severity.Error : Severity.Warning };
        }

        var chained = istio.Cni.Enabled || istio.Ztunnel.Enabled || cnis.Istio is not null;
        if (!cnis.Primary.Any())
        {
            yield return VersionFindings.CniUnrecognised.On("CNI", "neither a DaemonSet, nor marks on nodes, nor an API group of Calico, Cilium, Flannel, Weave or the VPC CNI")
                with { Severity = chained ? Severity.Warning : Severity.Info };
        }

        foreach (var finding in Cilium(cnis, chained).Concat(Skew(cnis, istiods)).Concat(Nodes(istio, chained, nodes)))
        {
            yield return finding;
        }
    }

    private static IEnumerable<Finding> Cilium(CniSurvey cnis, bool chained)
    {
        if (cnis.Cilium is not { } settings || cnis.Primary.All(cni => cni.Name != CniPlugin.Cilium))
        {
            yield break;
        }

        // The chart writes it down whatever it is, and true is what it is unless somebody says otherwise.
        if (chained && settings.GetValueOrDefault("cni-exclusive") is "true")
        {
            yield return VersionFindings.CiliumExclusive.On("configmap/cilium-config", "cni-exclusive is true");
        }

        if (settings.GetValueOrDefault("kube-proxy-replacement") is "true" or "strict" && settings.GetValueOrDefault("bpf-lb-sock-hostns-only") is not "true")
        {
            yield return VersionFindings.CiliumSockets.On("configmap/cilium-config", $"kube-proxy-replacement is {settings["kube-proxy-replacement"]} and bpf-lb-sock-hostns-only is {(settings.ContainsKey("bpf-lb-sock-hostns-only") ? "not true" : "not set")}");
        }
    }

    private static IEnumerable<Finding> Skew(CniSurvey cnis, IReadOnlyList<Istiod> istiods)
    {
        if (cnis.Istio is not { } own || MinorVersion.Of(own.Version) is not { } version)
        {
            yield break;
        }

        foreach (var istiod in istiods.Where(istiod => istiod.Minor is { } minor && version.Ahead(minor) is null or > 1 or < -1))
        {
            yield return VersionFindings.CniSkew.On(own.By, $"{own.Version} where {istiod.Name} is {istiod.Version}");
        }
    }

    private static IEnumerable<Finding> Nodes(IstioOptions istio, bool chained, IReadOnlyList<NodeFacts> nodes)
    {
        if (!chained)
        {
            yield break;
        }

        if (nodes.Where(node => node.IsFargate).Select(node => node.Name).ToList() is [_, ..] fargate)
        {
            yield return VersionFindings.CniNodes.On("Fargate", $"{Words.List("node", fargate)} of Fargate run no DaemonSet, so that pods there get no redirection into the mesh");
        }

        if (nodes.Where(node => node.IsBottlerocket).Select(node => node.Name).ToList() is not [_, ..] bottlerocket)
        {
            yield break;
        }

        if (NeedsShell.Contains(istio.Version?.Split('-')[0]))
        {
            yield return VersionFindings.CniNodes.On("Bottlerocket", $"istio-cni of exactly {istio.Version} needs a shell on the node, and {Words.List("node", bottlerocket)} of Bottlerocket have none; 1.19.7 and 1.20.3 are mended")
                with { Severity = Severity.Error };
        }

        if (MinorVersion.Of(istio.Version) is { } version && !version.IsBefore(RepairsNot))
        {
            yield return VersionFindings.CniNodes.On("Bottlerocket", $"since {RepairsNot} istio-cni is reported not to repair pods that started before it on {Words.List("node", bottlerocket)} of Bottlerocket; deleting them is reported to work (istio issues 56587 and 57332)")
                with { Remedy = "Set repair.repairPods=false and repair.deletePods=true in the values of istio.cni" };
        }
    }
}
