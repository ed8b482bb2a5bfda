using Mesh.Core.Findings;

namespace Mesh.Core.Diagnosis.Remotes;

/// <summary>What is wrong with the remote clusters that an istiod is to know.</summary>
/// <param name="Findings">What is wrong.</param>
/// <param name="NotEvaluated">What could not be looked at, each with the reason.</param>
internal sealed record RemoteReport(IReadOnlyList<Finding> Findings, IReadOnlyList<string> NotEvaluated);
