namespace Mesh.Core.Istio.Policies.Evaluation;

/// <summary>What becomes of a request.</summary>
internal enum Answer
{
    /// <summary>It reaches the workload.</summary>
    Allow,

    /// <summary>It is refused.</summary>
    Deny,

    /// <summary>It depends on an external authorizer of which nobody has said what it answers.</summary>
    Unknown,
}
