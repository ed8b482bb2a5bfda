using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Policies.Compiling;

namespace Mesh.Core.Istio.Policies.Evaluation;

/// <summary>What becomes of a request, and by what.</summary>
/// <param name="Answer">What becomes of it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Policy">The policy that decided; null where none did.</param>
/// <param name="Rule">The rule of it that matched.</param>
internal sealed record Decision(Answer Answer, DecisionReason Reason, CompiledPolicy? Policy, CompiledRule? Rule)
{
    /// <summary>What says whether the port takes plain text; null where nothing does.</summary>
    public Field? By { get; init; }

    /// <summary>The request as policies saw it.</summary>
    public required AccessRequest Request { get; init; }
}
