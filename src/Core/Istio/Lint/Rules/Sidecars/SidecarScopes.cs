using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.Sidecars;

/// <summary>Sidecars that get in each other's way, or are written so that they are refused.</summary>
internal sealed class SidecarScopes : ILintRule
{
    private static readonly Scopes Scopes = new(MeshKind.Sidecar, ProxyConfigurationFindings.TwoSidecars, ProxyConfigurationFindings.SidecarsOfPod, ProxyConfigurationFindings.SidecarNoPods);

    public IReadOnlyList<FindingKind> Kinds => [ProxyConfigurationFindings.TwoSidecars, ProxyConfigurationFindings.SidecarsOfPod, ProxyConfigurationFindings.SidecarNoPods, ProxyConfigurationFindings.EgressForm, ProxyConfigurationFindings.RootSidecar];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        Scopes.Look(mesh, remarks);
        foreach (var sidecar in mesh.Of(MeshKind.Sidecar))
        {
            foreach (var host in sidecar.Spec["egress"].Items.SelectMany(egress => egress["hosts"].Items).Where(host => host.Text?.Contains('/', StringComparison.Ordinal) == false))
            {
                remarks.Find(ProxyConfigurationFindings.EgressForm, host, $"host {host.Text}", $"Write ./{host.Text} for this namespace, or */{host.Text} for all");
            }

            if (sidecar.Namespace == mesh.Settings.RootNamespace && sidecar.Spec["workloadSelector"] is { IsThere: true } selector)
            {
                remarks.Find(ProxyConfigurationFindings.RootSidecar, selector, $"a workloadSelector in {sidecar.Namespace}");
            }
        }
    }
}
