namespace Mesh.Core.Istio.Revisions.Moving;

/// <summary>Where a batch goes, and where it goes back to when it is not let pass.</summary>
/// <param name="From">The revision it leaves.</param>
/// <param name="To">The revision it goes to.</param>
internal sealed record Way(string From, string To)
{
    /// <summary>The labels that a namespace gets; null leaves them as they are.</summary>
    public Func<string, InjectionLabels?> Labels { get; init; } = _ => null;

    /// <summary>The labels that it gets back; null leaves them as they are.</summary>
    public Func<string, InjectionLabels?> LabelsBefore { get; init; } = _ => null;

    /// <summary>Which workloads are meant; null for all with a proxy.</summary>
    public Func<ProxiedWorkload, bool>? Only { get; init; }

    /// <summary>What else goes back before the workloads do; null for nothing.</summary>
    public Func<CancellationToken, Task>? Returning { get; init; }
}
