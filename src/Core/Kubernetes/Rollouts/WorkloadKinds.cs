using System.Collections.Frozen;
using Mesh.Core.Findings;
using Mesh.Core.Model;

namespace Mesh.Core.Kubernetes.Rollouts;

/// <summary>The words for kinds of workload, as kubectl takes them.</summary>
public static class WorkloadKinds
{
    private static readonly FrozenDictionary<string, WorkloadKind> Words = new (WorkloadKind Kind, string[] Words)[]
    {
        (WorkloadKind.Deployment, ["deployment", "deployments", "deploy", "deployment.apps", "deployments.apps"]),
        (WorkloadKind.StatefulSet, ["statefulset", "statefulsets", "sts", "statefulset.apps", "statefulsets.apps"]),
        (WorkloadKind.DaemonSet, ["daemonset", "daemonsets", "ds", "daemonset.apps", "daemonsets.apps"]),
    }.SelectMany(row => row.Words, (row, word) => KeyValuePair.Create(word, row.Kind)).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The kinds, in the order in which workloads are found and restarted.</summary>
    public static IReadOnlyList<WorkloadKind> All { get; } = Enum.GetValues<WorkloadKind>();

    /// <summary>The kind as the API server serves it.</summary>
    /// <param name="kind">The kind.</param>
    public static ResourceKind Resource(this WorkloadKind kind) => kind switch
    {
        WorkloadKind.Deployment => ResourceKind.Deployment,
        WorkloadKind.StatefulSet => ResourceKind.StatefulSet,
        _ => ResourceKind.DaemonSet,
    };

    /// <summary>Reads <c>deployment/web</c>, <c>sts/db</c> or <c>daemonset.apps/agent</c>; the kind's case does not count.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ns">The namespace it is in.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> when it is no kind and name.</exception>
    public static WorkloadRef Parse(string text, string ns)
    {
        var parts = text.Trim().Split('/');
        if (parts is not [{ Length: > 0 } word, { Length: > 0 } name])
        {
            throw new MeshException(ExitCode.MalformedInput, $"'{text}' names no workload", "Write its kind and its name, such as deployment/web");
        }

        return Words.TryGetValue(word, out var kind)
            ? new WorkloadRef(kind, ns, name)
            : throw new MeshException(
                ExitCode.MalformedInput,
                $"'{word}' in '{text}' is no kind of workload that can be restarted",
                NearestName.Hint(word, Words.Keys.Order(StringComparer.Ordinal), "There are deployment, statefulset and daemonset"));
    }
}
