using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.PeerAuthentications;

/// <summary>Pods without a proxy that run where STRICT is asked for. Only a cluster can tell: a template does not say what injection makes of it.</summary>
internal sealed class StrictCallers : ILintRule
{
    private static readonly string[] Others = ["kube-system", "kube-public", "kube-node-lease", "local-path-storage"];

    public IReadOnlyList<FindingKind> Kinds => [PeerAuthenticationFindings.CallersWithoutProxy];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var strict = mesh.Of(MeshKind.PeerAuthentication).Where(item => item.Spec["mtls"]["mode"].Text == "STRICT").ToList();
        if (strict.Count == 0 || !remarks.Misses(PeerAuthenticationFindings.CallersWithoutProxy, MeshKind.Pod))
        {
            return;
        }

        var pods = mesh.Workloads.All.Where(pod => pod.IsPod && !Others.Contains(pod.Namespace) && pod.Namespace != mesh.Settings.RootNamespace).ToLookup(pod => pod.Namespace);
        var inMesh = pods.Where(group => group.Any(pod => pod.HasProxy && !pod.IsGateway || pod.IsAmbient)).Select(group => group.Key).ToHashSet();
        var without = pods.ToDictionary(group => group.Key, group => group.Where(pod => pod is { HasProxy: false, IsAmbient: false }).ToList());
        foreach (var item in strict)
        {
            // A namespace that has no proxy at all is not in the mesh; whether it calls into it nobody sees from here.
            var beside = (item.Namespace == mesh.Settings.RootNamespace && Selector.Of(item).Count == 0 ? inMesh : [item.Namespace]).SelectMany(ns => without.GetValueOrDefault(ns, [])).ToList();
            if (beside.Count > 0)
            {
                var names = beside.Select(pod => pod.Object.Key.ToString()).Order(StringComparer.Ordinal).Take(3);
                remarks.Find(PeerAuthenticationFindings.CallersWithoutProxy, item.Spec["mtls"]["mode"], $"{beside.Count} {(beside.Count == 1 ? "pod has" : "pods have")} no proxy: {string.Join(", ", names)}{(beside.Count > 3 ? $" and {beside.Count - 3} more" : "")}");
            }
        }
    }
}
