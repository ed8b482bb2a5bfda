namespace Mesh.Core.Istio.Revisions.Gates;

/// <summary>One question that decides whether a batch goes on or back, answered.</summary>
/// <param name="Name">Which: missing, out-of-sync, rejected or metric.</param>
/// <param name="Verdict">The answer.</param>
/// <param name="Figure">What was seen.</param>
/// <param name="Limit">What is allowed.</param>
internal sealed record Criterion(string Name, GateVerdict Verdict, string Figure, string Limit)
{
    /// <summary>As people read it.</summary>
    public override string ToString() => Verdict switch
    {
        GateVerdict.NotEvaluated => $"{Name} not evaluated: {Figure}",
        _ => $"{Name} {(Verdict == GateVerdict.Passed ? "passed" : "FAILED")}: {Figure} (allowed: {Limit})",
    };
}
