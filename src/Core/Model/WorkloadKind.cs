namespace Mesh.Core.Model;

/// <summary>The kinds of workload that can be restarted.</summary>
public enum WorkloadKind
{
    /// <summary>apps/v1 Deployment</summary>
    Deployment,

    /// <summary>apps/v1 StatefulSet</summary>
    StatefulSet,

    /// <summary>apps/v1 DaemonSet</summary>
    DaemonSet,
}
