using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.GatewayApi;

/// <summary>What policies are attached to by targetRefs. Kinds that cannot be a target, and targets of other namespaces, are somebody else's finding.</summary>
internal sealed class Targets : ILintRule
{
    private static readonly MeshKind[] Policies = [MeshKind.AuthorizationPolicy, MeshKind.RequestAuthentication, MeshKind.Telemetry, MeshKind.WasmPlugin];
    private static readonly MeshKind[] Attachable = [MeshKind.ApiGateway, MeshKind.Service, MeshKind.ServiceEntry];

    public IReadOnlyList<FindingKind> Kinds => [GatewayApiFindings.TargetMissing];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var policy in Policies.SelectMany(mesh.Of))
        {
            foreach (var target in ApiRef.Of(policy.Spec["targetRefs"], MeshKind.ApiGateway).Append(ApiRef.One(policy.Spec["targetRef"], MeshKind.ApiGateway)).OfType<ApiRef>())
            {
                if (!target.Crosses && Attachable.Contains(target.Kind) && mesh.Find(target.Kind, target.Namespace, target.Name) is null && remarks.Misses(GatewayApiFindings.TargetMissing, target.Kind))
                {
                    remarks.Find(GatewayApiFindings.TargetMissing, target.At["name"], $"there is no {target.Kind.Kind} {target.Name} in {target.Namespace}");
                }
            }
        }
    }
}
