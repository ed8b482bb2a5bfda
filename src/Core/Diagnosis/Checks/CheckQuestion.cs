using System.Text.RegularExpressions;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Symptoms;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>What a check is asked about.</summary>
/// <param name="Symptom">The message.</param>
/// <param name="Match">What the signature's pattern found in it, with its named groups.</param>
/// <param name="Evidence">What was seen besides.</param>
public sealed record CheckQuestion(Symptom Symptom, Match Match, EvidenceSet Evidence)
{
    /// <summary>What the signature asks for in particular.</summary>
    public CheckArguments Arguments { get; init; } = CheckArguments.None;
}
