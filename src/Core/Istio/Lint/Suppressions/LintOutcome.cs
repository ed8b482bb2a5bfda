using Mesh.Core.Findings;

namespace Mesh.Core.Istio.Lint.Suppressions;

/// <summary>What is left when everything accepted is taken out.</summary>
/// <param name="Hits">What stands.</param>
/// <param name="Accepted">What is accepted, each with its reason.</param>
/// <param name="Remarks">What is wrong with the acceptances themselves.</param>
internal sealed record LintOutcome(IReadOnlyList<LintHit> Hits, IReadOnlyList<(LintHit Hit, string Reason)> Accepted, IReadOnlyList<Finding> Remarks);
