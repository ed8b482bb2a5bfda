namespace Mesh.Core.Istio.Policies.Coverage;

/// <summary>How the workloads of two policies lie to each other, of what the policies alone say.</summary>
internal static class PolicyReach
{
    /// <summary>Whether one is for every workload that the other is for.</summary>
    /// <param name="outer">The wider.</param>
    /// <param name="inner">The narrower.</param>
    /// <param name="rootNamespace">The namespace whose policies count everywhere.</param>
    public static bool Holds(AuthorizationPolicy outer, AuthorizationPolicy inner, string rootNamespace)
    {
        if (outer.Targets.Count > 0 || inner.Targets.Count > 0)
        {
            return outer.Namespace == inner.Namespace && outer.Targets.Count > 0 && inner.Targets.All(target => outer.Targets.Any(other => (other.Group, other.Kind, other.Name) == (target.Group, target.Kind, target.Name))) && inner.Targets.Count > 0;
        }

        return (outer.Namespace == inner.Namespace || outer.Namespace == rootNamespace)
            && (outer.Selector is null || outer.Selector.Labels.All(label => inner.Selector is { } narrower && narrower.Labels.TryGetValue(label.Key, out var value) && value == label.Value));
    }

    /// <summary>Whether some workload may have both.</summary>
    /// <param name="one">One.</param>
    /// <param name="other">The other.</param>
    /// <param name="rootNamespace">The namespace whose policies count everywhere.</param>
    public static bool MayMeet(AuthorizationPolicy one, AuthorizationPolicy other, string rootNamespace) =>
        one.Targets.Count == 0 && other.Targets.Count == 0
            ? (one.Namespace == other.Namespace || one.Namespace == rootNamespace || other.Namespace == rootNamespace)
                && (one.Selector is null || other.Selector is null || one.Selector.Labels.All(label => !other.Selector.Labels.TryGetValue(label.Key, out var value) || value == label.Value))
            : Holds(one, other, rootNamespace) || Holds(other, one, rootNamespace);

    /// <summary>The workloads of a policy in words.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="rootNamespace">The namespace whose policies count everywhere.</param>
    public static string Words(AuthorizationPolicy policy, string rootNamespace)
    {
        var space = policy.Namespace == rootNamespace ? "all namespaces" : $"namespace {policy.Namespace}";
        return policy.Targets.Count > 0 ? string.Join(" and ", policy.Targets)
            : policy.Selector is { Labels.Count: > 0 } selector ? $"{selector} in {space}"
            : policy.Namespace == rootNamespace ? "every workload of the mesh, gateways included" : $"every workload of {space}";
    }
}
