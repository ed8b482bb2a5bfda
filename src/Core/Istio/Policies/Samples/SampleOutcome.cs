using Mesh.Core.Istio.Policies.Evaluation;

namespace Mesh.Core.Istio.Policies.Samples;

/// <summary>What came of a sample.</summary>
/// <param name="Sample">The sample.</param>
/// <param name="Verdict">Whether it is as it has to be.</param>
/// <param name="Answer">What becomes of the request; null where that was not asked.</param>
/// <param name="Why">Why, without a full stop; empty for one that is as it has to be.</param>
internal sealed record SampleOutcome(PolicySample Sample, SampleVerdict Verdict, Answer? Answer, string Why);
