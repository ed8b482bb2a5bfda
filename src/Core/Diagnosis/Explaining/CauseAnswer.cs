using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Signatures;

namespace Mesh.Core.Diagnosis.Explaining;

/// <summary>A cause with what looking at it gave.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="Answer">What was seen; where no program can look, what a person should look at.</param>
public sealed record CauseAnswer(SignatureCause Cause, CheckAnswer Answer);
