using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Findings;

namespace Mesh.Core.Diagnosis.Xds.Causes;

/// <summary>A cause, and what was seen of it.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="Kind">Its finding.</param>
/// <param name="Answer">What was seen.</param>
internal sealed record JudgedCause(XdsCause Cause, FindingKind Kind, CheckAnswer Answer);
