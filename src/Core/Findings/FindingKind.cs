namespace Mesh.Core.Findings;

/// <summary>A kind of finding as the catalogue has it: what all findings of one code share.</summary>
/// <param name="Code">Three letters of the room and a number, such as SRC001. Never given a second meaning.</param>
/// <param name="Title">A few words, for lists and SARIF rules.</param>
/// <param name="Severity">How bad it is unless a check says otherwise.</param>
/// <param name="Cause">Why it happens, in one sentence.</param>
/// <param name="Remedy">What to do, in one sentence.</param>
public sealed record FindingKind(string Code, string Title, Severity Severity, string Cause, string Remedy)
{
    /// <summary>Where other tools report the same, their codes for it: IST… of istioctl analyze, KIA… of Kiali. Empty where none does.</summary>
    public IReadOnlyList<string> Overlaps { get; init; } = [];

    /// <summary>A finding of this kind.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="evidence">What was seen.</param>
    /// <param name="file">The file it stands in, if any.</param>
    /// <param name="line">The line in that file, from 1, if any.</param>
    public Finding On(string subject, string evidence, string? file = null, int? line = null) =>
        new(Code, Severity, subject, evidence, Cause, Remedy, file, line);
}
