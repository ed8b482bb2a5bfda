namespace Mesh.Core.Istio.Revisions.State;

/// <summary>Namespaces that are moved together.</summary>
/// <param name="Namespaces">Their names.</param>
internal sealed record Batch(IReadOnlyList<string> Namespaces)
{
    /// <summary>Where it stands.</summary>
    public BatchState State { get; init; }

    /// <summary>When it was begun, which tells events of this batch from earlier ones; null before.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>Why its gate did not let it pass; null where it did.</summary>
    public string? Why { get; init; }

    /// <summary>While it is on its way: its workloads, each with the mark of its last restart before, null where it had none. Another mark means that this batch has restarted it, and a way back puts the one from before there again.</summary>
    public IReadOnlyDictionary<string, string?> Marks { get; init; } = new Dictionary<string, string?>();

    /// <summary>True for the workloads that follow a tag by labels of their own, whose namespaces have none.</summary>
    public bool FollowsTag { get; init; }

    /// <summary>As people read it: <c>beta, gamma</c>.</summary>
    public override string ToString() => string.Join(", ", Namespaces);
}
