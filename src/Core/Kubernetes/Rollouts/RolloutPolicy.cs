namespace Mesh.Core.Kubernetes.Rollouts;

/// <summary>
/// How long a rollout may look bad before it counts as failed, and how much is asked of the cluster. With the defaults every trouble that time does not cure
/// ends the wait within 15 seconds of the cluster knowing it.
/// </summary>
public sealed record RolloutPolicy
{
    /// <summary>How long an image that cannot be pulled, a container that cannot be created or a refused pod must stay so. Default 5 s: one failed pull may be a hiccup of the registry.</summary>
    public TimeSpan Confirm { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a pod may find no node. Default 10 s; raise it where an autoscaler has to start a node first.</summary>
    public TimeSpan UnschedulableGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the API server may be away while we wait. Default 2 min, and never more than the time limit of the rollout.</summary>
    public TimeSpan ServerPatience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long collecting logs and events for the error message may take. Default 5 s.</summary>
    public TimeSpan EvidenceLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many of the last log lines of a container are shown. Default 10.</summary>
    public int LogLines { get; init; } = 10;

    /// <summary>How many workloads roll out at the same time. Default 4.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>How long a trouble must last before it ends the rollout; zero where the kubelet has tried more than once already or where trying again cannot help.</summary>
    /// <param name="trouble">The trouble.</param>
    public TimeSpan GraceOf(PodTrouble trouble) => trouble.Reason switch
    {
        "CrashLoopBackOff" or "InvalidImageName" or "ErrImageNeverPull" => TimeSpan.Zero,
        "Unschedulable" => UnschedulableGrace,
        _ => Confirm,
    };
}
