using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Compatibility.Cni;
using Mesh.Core.Istio.Compatibility.Nodes;
using Mesh.Core.Istio.Compatibility.Skew;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Compatibility;

/// <summary>What a cluster is like, as far as this user may look. What it may not is named, and null.</summary>
/// <param name="Server">The server's version.</param>
/// <param name="Istiods">The control planes in istio's namespace.</param>
/// <param name="Pods">All pods.</param>
/// <param name="Nodes">The nodes, by name.</param>
/// <param name="Cnis">The network plugins.</param>
/// <param name="Asked">How many rights to install were asked for.</param>
/// <param name="Missing">Those that are not there.</param>
/// <param name="NotSeen">What could not be looked at, and why.</param>
internal sealed record ClusterSurvey(
    KubeVersion Server,
    IReadOnlyList<Istiod>? Istiods,
    PodSurvey? Pods,
    IReadOnlyList<NodeFacts>? Nodes,
    CniSurvey Cnis,
    int Asked,
    IReadOnlyList<AccessRule>? Missing,
    IReadOnlyList<string> NotSeen)
{
    private const string EksMark = "-eks-";

    /// <summary>True for a server of Amazon EKS, which says so in its version.</summary>
    public bool IsEks => Server.Text.Contains(EksMark, StringComparison.Ordinal);

    /// <summary>Looks at a cluster. Sends nothing that could change it.</summary>
    /// <exception cref="MeshException">As for <see cref="ICluster"/>, but for what the user may not look at.</exception>
    public static async Task<ClusterSurvey> ReadAsync(ICluster cluster, IstioOptions istio, CancellationToken cancellation)
    {
        var notSeen = new List<string>();
        var server = await cluster.GetVersionAsync(cancellation);
        var istiods = await LookAsync("istiod", () => Istiod.ListAsync(cluster, istio.Namespace, cancellation), notSeen);
        var nodes = await LookAsync("nodes", () => NodesAsync(cluster, cancellation), notSeen);
        var pods = await LookAsync("pods", () => PodSurvey.ReadAsync(cluster, cancellation), notSeen);
        var cnis = await CnisAsync(cluster, nodes ?? [], notSeen, cancellation);
        var there = await LookAsync("namespace", async () => await cluster.GetAsync(ResourceKind.Namespace, null, istio.Namespace, cancellation) is null ? "" : "there", notSeen);
        var rights = InstallAccess.Of(istio, namespaceIsThere: there != "");
        var missing = await LookAsync("rights", () => AccessCheck.MissingAsync(cluster, rights, cancellation), notSeen);
        return new(server, istiods, pods, nodes, cnis, rights.Count, missing, notSeen);
    }

    private static async Task<CniSurvey> CnisAsync(ICluster cluster, IReadOnlyList<NodeFacts> nodes, List<string> notSeen, CancellationToken cancellation)
    {
        var own = await LookAsync("daemonsets", () => CniSurvey.DaemonSetsAsync(cluster, cancellation), notSeen) ?? [];
        var traces = await LookAsync("API groups", () => CniSurvey.TracesAsync(cluster, [.. nodes.SelectMany(node => node.Signs).Distinct()], cancellation), notSeen) ?? [];
        // A trace of what its DaemonSet has shown already says nothing new.
        List<FoundCni> found = [.. own, .. traces.Where(trace => own.All(one => one.Name != trace.Name))];
        var cilium = found.Exists(cni => cni.Name == CniPlugin.Cilium)
            ? await LookAsync("configmap/cilium-config", async () => await CniSurvey.CiliumAsync(cluster, found, cancellation) ?? throw NoCilium(), notSeen)
            : null;
        return new(found, cilium);
    }

    private static MeshException NoCilium() => new(ExitCode.NoInput, "Cilium is there and its ConfigMap cilium-config is not", "Look at Cilium's settings by hand");

    private static async Task<IReadOnlyList<NodeFacts>> NodesAsync(ICluster cluster, CancellationToken cancellation)
    {
        var nodes = new List<NodeFacts>();
        await foreach (var item in cluster.ListAsync(ResourceKind.Node, new ListQuery(), cancellation))
        {
            nodes.Add(NodeFacts.Of(item));
        }

        return [.. nodes.OrderBy(node => node.Name, StringComparer.Ordinal)];
    }

    private static async Task<T?> LookAsync<T>(string what, Func<Task<T>> look, List<string> notSeen)
        where T : class
    {
        try
        {
            return await look();
        }
        catch (MeshException error) when (error.ExitCode is ExitCode.Forbidden or ExitCode.NoInput)
        {
            notSeen.Add($"{what}: {Printable.OneLine(error.Reason)}");
            return null;
        }
    }
}
