namespace Mesh.Core.Diagnosis.Checks;

/// <summary>What a check found.</summary>
/// <param name="Verdict">What it makes of the cause.</param>
/// <param name="Says">What was seen, or why nothing could be: one line, the proof.</param>
public sealed record CheckAnswer(CheckVerdict Verdict, string Says);
