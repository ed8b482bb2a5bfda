using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Policies;

namespace Mesh.Core.Istio.Lint.Rules.Authorization;

/// <summary>Policies that are for nobody: with a selector and targetRefs, attached to what cannot be reached, or with labels that no pod has.</summary>
internal sealed class Attachment : ILintRule
{
    private const string ApiGroup = "gateway.networking.k8s.io";

    public IReadOnlyList<FindingKind> Kinds => [AuthorizationFindings.SelectorAndTarget, AuthorizationFindings.Unattached, AuthorizationFindings.SelectsNothing];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var root = mesh.Policies.Facts.RootNamespace;
        foreach (var policy in mesh.Policies.All)
        {
            if (policy is { Selector: { } selector, Targets: [var first, ..] })
            {
                remarks.Find(AuthorizationFindings.SelectorAndTarget, first.At, $"a selector ({selector.At.Shown()}) and {first}");
                continue;
            }

            foreach (var target in policy.Targets.Where(target => WhyNot(policy, target, root) is not null))
            {
                remarks.Find(AuthorizationFindings.Unattached, target.At, $"{target}: {WhyNot(policy, target, root)}");
            }

            if (policy.Selector is { Labels.Count: > 0 } labels)
            {
                LookAtSelector(mesh, policy, labels, remarks);
            }
        }
    }

    private static string? WhyNot(AuthorizationPolicy policy, TargetRef target, string root) => (target.Group, target.Kind) switch
    {
        (ApiGroup, "GatewayClass") => policy.Namespace != root ? $"a policy for a GatewayClass counts in {root} alone, and this one is in {policy.Namespace}" : target.Name != "istio-waypoint" ? "of GatewayClasses only istio-waypoint can be a target" : null,
        _ when target.Namespace is { Length: > 0 } other && other != policy.Namespace => $"it is in namespace {other}, and the policy in {policy.Namespace}",
        (ApiGroup, "Gateway") or ("" or "core", "Service") or ("networking.istio.io", "ServiceEntry") => null,
        _ => $"a policy can be attached to a Gateway of {ApiGroup}, a Service or a ServiceEntry, not to {target.Kind}{(target.Group.Length > 0 ? $" of {target.Group}" : "")}",
    };

    private static void LookAtSelector(MeshSet mesh, AuthorizationPolicy policy, PolicySelector selector, Remarks remarks)
    {
        var named = mesh.Workloads.With(policy.Namespace == mesh.Policies.Facts.RootNamespace ? null : policy.Namespace, selector.Labels).ToList();
        if (named.Count == 0 && remarks.Misses(AuthorizationFindings.SelectsNothing, MeshKind.Pod, MeshKind.Deployment, MeshKind.StatefulSet, MeshKind.DaemonSet))
        {
            remarks.Find(AuthorizationFindings.SelectsNothing, selector.At, $"no pod has {selector} in {(policy.Namespace == mesh.Policies.Facts.RootNamespace ? "any namespace" : policy.Namespace)}");
        }
        else if (named.Count > 0 && named.TrueForAll(workload => PolicySet.CalleeOf(workload).IsWaypoint))
        {
            remarks.Find(AuthorizationFindings.Unattached, selector.At, $"{named[0].Object.Key} is a waypoint, which does not look at the selector {selector}");
        }
    }
}
