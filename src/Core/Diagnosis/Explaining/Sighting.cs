using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Diagnosis.Symptoms;

namespace Mesh.Core.Diagnosis.Explaining;

/// <summary>A signature in one message, with what its checks say.</summary>
/// <param name="Signature">The signature.</param>
/// <param name="Symptom">The message.</param>
/// <param name="Order">Its place in what was read.</param>
/// <param name="Answers">What looking at each cause gave; null where nobody looked, since enough of them had been looked at.</param>
internal sealed record Sighting(Signature Signature, Symptom Symptom, int Order, IReadOnlyList<CauseAnswer>? Answers)
{
    /// <summary>Of a message that nobody looked at, one that says the same, when all of those that were looked at have the same cause; else null.</summary>
    public Sighting? Like { get; init; }

    /// <summary>True where something is known of its cause.</summary>
    public bool IsKnown => Answers is not null || Like is not null;

    /// <summary>The cause that is best founded: the first that is so, else the first that is not known to be otherwise; null where none is left.</summary>
    public SignatureCause? Cause => Like is not null ? Like.Cause : (Answers?.FirstOrDefault(answer => answer.Answer.Verdict == CheckVerdict.Confirmed) ?? Answers?.FirstOrDefault(answer => answer.Answer.Verdict == CheckVerdict.NotEvaluated))?.Cause;

    /// <summary>How sure it is.</summary>
    public Confidence Confidence { get; } = Answers is null ? Confidence.Possible
        : Answers.Any(answer => answer.Answer.Verdict == CheckVerdict.Confirmed) ? Confidence.Proven
        : !Signature.Weak && Signature.Standing != Standing.Wrapper && Answers.Count(answer => answer.Answer.Verdict == CheckVerdict.NotEvaluated) == 1 ? Confidence.Likely
        : Confidence.Possible;
}
