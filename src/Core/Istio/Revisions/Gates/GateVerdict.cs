namespace Mesh.Core.Istio.Revisions.Gates;

/// <summary>What a criterion says of a batch.</summary>
internal enum GateVerdict
{
    /// <summary>Within its limit.</summary>
    Passed,

    /// <summary>Over its limit: the batch goes back.</summary>
    Failed,

    /// <summary>Nobody could be asked. The batch goes on.</summary>
    NotEvaluated,
}
