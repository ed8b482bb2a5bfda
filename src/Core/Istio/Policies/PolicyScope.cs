namespace Mesh.Core.Istio.Policies;

/// <summary>Which workloads a policy is for. Source: istio, pilot/pkg/model/policyattachment.go.</summary>
internal static class PolicyScope
{
    /// <summary>Whether a policy counts for a workload.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="workload">The workload.</param>
    /// <param name="rootNamespace">The namespace whose policies count everywhere.</param>
    public static bool Selects(this AuthorizationPolicy policy, Callee workload, string rootNamespace)
    {
        if (policy.Targets.Count > 0)
        {
            return workload.Gateway is not null && policy.Targets.Any(target => Attaches(policy, target, workload, rootNamespace));
        }

        return (policy.Namespace == workload.Namespace || policy.Namespace == rootNamespace)
            && !workload.IsWaypoint
            && (policy.Selector is null || policy.Selector.Matches(workload.Labels));
    }

    private static bool Attaches(AuthorizationPolicy policy, TargetRef target, Callee workload, string rootNamespace) => (target.Group, target.Kind) switch
    {
        ("" or "core", "Service") or ("networking.istio.io", "ServiceEntry") => workload.IsWaypoint && workload.Services.Contains($"{policy.Namespace}/{target.Name}", StringComparer.Ordinal),
        ("gateway.networking.k8s.io", "GatewayClass") => workload.IsWaypoint && policy.Namespace == rootNamespace && target.Name == "istio-waypoint",
        ("gateway.networking.k8s.io", "Gateway") => policy.Namespace == workload.Namespace && target.Name == workload.Gateway && (target.Namespace is null or "" || target.Namespace == workload.Namespace),
        _ => false,
    };
}
