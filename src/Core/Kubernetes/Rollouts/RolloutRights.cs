using Mesh.Core.Model;

namespace Mesh.Core.Kubernetes.Rollouts;

/// <summary>The rights that restarts and waits need, for asking before anything is begun.</summary>
public static class RolloutRights
{
    /// <summary>What waiting for rollouts in a namespace needs.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="kind">The only kind of workload there is to wait for; null for all three.</param>
    public static IReadOnlyList<AccessRule> ToWait(string ns, WorkloadKind? kind = null) =>
    [
        .. Kinds(kind).SelectMany(one => Rules(one.Resource(), ns, "get", "list", "watch")),
        .. Rules(ResourceKind.Pod, ns, "list", "watch"),
        .. Kinds(kind).Contains(WorkloadKind.Deployment) ? Rules(ResourceKind.ReplicaSet, ns, "list", "watch") : [],
        .. Rules(ResourceKind.Event, ns, "list", "watch"),
        new("get", "", "pods/log", ns),
    ];

    /// <summary>What restarting workloads in a namespace, and waiting for them, needs.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="kind">The only kind of workload there is to restart; null for all three, which a selector needs.</param>
    public static IReadOnlyList<AccessRule> ToRestart(string ns, WorkloadKind? kind = null) =>
        [.. ToWait(ns, kind), .. Kinds(kind).SelectMany(one => Rules(one.Resource(), ns, "patch"))];

    private static IEnumerable<WorkloadKind> Kinds(WorkloadKind? only) => only is { } kind ? [kind] : WorkloadKinds.All;

    private static IEnumerable<AccessRule> Rules(ResourceKind kind, string ns, params string[] verbs) => verbs.Select(verb => new AccessRule(verb, kind.Group, kind.Plural, ns));
}
