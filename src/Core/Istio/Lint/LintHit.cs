using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Lint;

/// <summary>What a rule found.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="At">The field it is about.</param>
/// <param name="Evidence">What stands there, and what is wrong with it.</param>
/// <param name="Remedy">What to do, where it can be said more closely than the kind does; null for what the kind says.</param>
/// <param name="Block">Lines under the evidence that have to keep their form, such as the YAML of a proposal; null for none.</param>
internal sealed record LintHit(FindingKind Kind, Field At, string Evidence, string? Remedy, string? Block = null)
{
    private const int Longest = 500;

    /// <summary>As a finding.</summary>
    public Finding ToFinding()
    {
        var finding = Kind.On(At.Object.Subject, Block is null ? Cut(Evidence) : $"{Cut(Evidence)}\n{Model.Printable.Of(Block).TrimEnd()}", At.Object.Origin.File, At.Object.Origin.File is null ? null : At.Line);
        return Remedy is null ? finding : finding with { Remedy = Cut(Remedy) };
    }

    /// <summary>A text of others in one line of bearable length.</summary>
    public static string Cut(string text) => Model.Printable.OneLine(text) is { Length: > Longest } line ? line[..(Longest - 1)] + "…" : Model.Printable.OneLine(text);
}
