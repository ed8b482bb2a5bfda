using Mesh.Core.Diagnosis.Evidence;

namespace Mesh.Core.Diagnosis.Symptoms;

/// <summary>Every message in what was seen that may tell of a failure. A cluster that is well has none.</summary>
public static class EvidenceSymptoms
{
    /// <summary>The symptoms, those that say most first.</summary>
    /// <param name="evidence">What was seen.</param>
    public static IReadOnlyList<Symptom> Of(EvidenceSet evidence) =>
        [.. ContainerSymptoms.Of(evidence), .. EventSymptoms.Of(evidence), .. ConditionSymptoms.Of(evidence), .. ContainerLogSymptoms.Of(evidence), .. ServiceSymptoms.Of(evidence)];
}
