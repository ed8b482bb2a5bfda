using System.Text.Json.Nodes;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Injection;

/// <summary>A workload, or a pod that belongs to none, as it was found.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">As people write it in its namespace: <c>deployment/web</c>, <c>pod/job-1</c>.</param>
/// <param name="Template">metadata and spec of its pods.</param>
/// <param name="Pods">Its pods that are there and have not ended.</param>
internal sealed record LiveWorkload(string Namespace, string Name, JsonObject Template, IReadOnlyList<LivePod> Pods)
{
    /// <summary>What can be restarted; null for a pod that belongs to no Deployment, StatefulSet or DaemonSet.</summary>
    public WorkloadRef? Workload { get; init; }

    /// <summary>As people write it: <c>deployment/web in beta</c>.</summary>
    public override string ToString() => $"{Name} in {Namespace}";
}
