using Mesh.Core.Findings;

namespace Mesh.Core.Diagnosis.Tctl;

/// <summary>What is wrong with tctl's active profile.</summary>
/// <param name="Profile">The active profile; null where there is none.</param>
/// <param name="Findings">What is wrong.</param>
/// <param name="NotEvaluated">What could not be looked at, each with the reason.</param>
public sealed record TctlReport(string? Profile, IReadOnlyList<Finding> Findings, IReadOnlyList<string> NotEvaluated);
