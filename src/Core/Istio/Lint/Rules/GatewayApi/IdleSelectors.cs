using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Policies;

namespace Mesh.Core.Istio.Lint.Rules.GatewayApi;

/// <summary>Objects that select a waypoint's pods by labels. AuthorizationPolicies are judged with their own kind.</summary>
internal sealed class IdleSelectors : ILintRule
{
    private static readonly MeshKind[] Policies = [MeshKind.RequestAuthentication, MeshKind.Telemetry, MeshKind.WasmPlugin];

    public IReadOnlyList<FindingKind> Kinds => [GatewayApiFindings.IdleSelector];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var policy in Policies.SelectMany(mesh.Of).Where(policy => Selector.Of(policy).Count > 0))
        {
            var selected = mesh.Workloads.With(policy.Namespace == mesh.Settings.RootNamespace ? null : policy.Namespace, Selector.Of(policy)).ToList();
            if (selected.Count > 0 && selected.TrueForAll(workload => PolicySet.CalleeOf(workload).IsWaypoint))
            {
                remarks.Find(GatewayApiFindings.IdleSelector, Selector.FieldOf(policy), $"{selected[0].Object.Key} is a waypoint, which does not look at {Selector.Text(Selector.Of(policy))}");
            }
        }
    }
}
