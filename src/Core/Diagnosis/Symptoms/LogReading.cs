namespace Mesh.Core.Diagnosis.Symptoms;

/// <summary>What was read of a log.</summary>
/// <param name="Symptoms">The lines that may tell of a failure.</param>
/// <param name="NotEvaluated">What of it could not be looked at, each with the reason.</param>
internal sealed record LogReading(IReadOnlyList<Symptom> Symptoms, IReadOnlyList<string> NotEvaluated);
