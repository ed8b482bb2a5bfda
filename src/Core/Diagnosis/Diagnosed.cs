using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Diagnosis.Faults;
using Mesh.Core.Findings;

namespace Mesh.Core.Diagnosis;

/// <summary>One thing that is wrong, wherever it shows: all objects that have it, and all that follows from it.</summary>
/// <param name="Finding">What it is, with the lines that prove it as evidence.</param>
/// <param name="Confidence">How sure it is.</param>
/// <param name="Layer">How near the root such things are.</param>
/// <param name="Subjects">The objects that have it, in order.</param>
/// <param name="Proof">The lines that prove it; at most twenty.</param>
/// <param name="Consequences">What follows from it, one line each.</param>
internal sealed record Diagnosed(Finding Finding, Confidence Confidence, Layer Layer, IReadOnlyList<string> Subjects, IReadOnlyList<string> Proof, IReadOnlyList<string> Consequences)
{
    /// <summary>What of it was not looked at.</summary>
    public IReadOnlyList<string> NotEvaluated { get; init; } = [];

    /// <summary>The signature that knew it; null where it follows from the objects themselves.</summary>
    public string? Signature { get; init; }

    /// <summary>What was looked at itself, and follows from nothing else.</summary>
    /// <param name="finding">What it is.</param>
    public static Diagnosed Proven(Finding finding) => new(finding, Confidence.Proven, Layer.Service, [finding.Subject], finding.Evidence.Split('\n'), []);
}
