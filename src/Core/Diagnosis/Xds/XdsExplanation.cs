using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Findings;

namespace Mesh.Core.Diagnosis.Xds;

/// <summary>Why a proxy gets nothing from istiod.</summary>
/// <param name="Finding">The cause, with its evidence: what decides in the first line, under it what was said and seen, and last what it is not.</param>
/// <param name="Confidence">How sure that is.</param>
/// <param name="RulesOut">What it cannot be, each with why not.</param>
public sealed record XdsExplanation(Finding Finding, Confidence Confidence, IReadOnlyList<string> RulesOut)
{
    /// <summary>The namespace of the pod; empty where no pod is known.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The pod that was looked at; empty where none is known.</summary>
    public string Pod { get; init; } = "";

    /// <summary>Further pods of the same owner that say the same.</summary>
    public IReadOnlyList<string> Alike { get; init; } = [];
}
