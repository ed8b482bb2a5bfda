using System.Text.RegularExpressions;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.Sidecars;

/// <summary>Sidecars that get in each other's way, or are written so that they are refused.</summary>
internal sealed partial class SidecarScopes : ILintRule
{
    private static readonly Scopes Scopes = new(MeshKind.Sidecar, ProxyConfigurationFindings.TwoSidecars, ProxyConfigurationFindings.SidecarsOfPod, ProxyConfigurationFindings.SidecarNoPods);

    public IReadOnlyList<FindingKind> Kinds => [ProxyConfigurationFindings.TwoSidecars, ProxyConfigurationFindings.SidecarsOfPod, ProxyConfigurationFindings.SidecarNoPods, ProxyConfigurationFindings.EgressForm, ProxyConfigurationFindings.RootSidecar, ProxyConfigurationFindings.IngressEndpoint];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        Scopes.Look(mesh, remarks);
        foreach (var sidecar in mesh.Of(MeshKind.Sidecar))
        {
            foreach (var host in sidecar.Spec["egress"].Items.SelectMany(egress => egress["hosts"].Items).Where(host => host.Text?.Contains('/', StringComparison.Ordinal) == false))
            {
                remarks.Find(ProxyConfigurationFindings.EgressForm, host, $"host {host.Text}", $"Write ./{host.Text} for this namespace, or */{host.Text} for all");
            }

            foreach (var end in sidecar.Spec["ingress"].Items.Select(ingress => ingress["defaultEndpoint"]).Where(end => end.Text is { Length: > 0 } text && !Endpoint().IsMatch(text)))
            {
                remarks.Find(ProxyConfigurationFindings.IngressEndpoint, end, $"defaultEndpoint {end.Text}");
            }

            if (sidecar.Namespace == mesh.Settings.RootNamespace && sidecar.Spec["workloadSelector"] is { IsThere: true } selector)
            {
                remarks.Find(ProxyConfigurationFindings.RootSidecar, selector, $"a workloadSelector in {sidecar.Namespace}");
            }
        }
    }

    [GeneratedRegex(@"^(?:(?:127\.0\.0\.1|0\.0\.0\.0|\[::1\]|\[::\]):[0-9]{1,5}|unix://.+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Endpoint();
}
