namespace Mesh.Core.Findings;

/// <summary>What can be wrong with what a lint of the mesh is given, and with what is accepted there.</summary>
public static class LintFindings
{
    /// <summary>Something is accepted and nobody says why.</summary>
    public static readonly FindingKind NoReason = new("LNT001", "Accepted without a reason", Severity.Warning,
        "Whoever reads it later cannot tell whether it still has to be accepted",
        "Write the reason behind the code: mesh.lint/allow: \"CODE: reason\"");

    /// <summary>Something is accepted that is not there.</summary>
    public static readonly FindingKind AcceptsNothing = new("LNT002", "Accepts what is not found", Severity.Warning,
        "The object was mended, or code or name are wrong; left alone it will hide the finding when it comes back",
        "Take it out, or correct the code or the object");

    /// <summary>A manifest cannot be read.</summary>
    public static readonly FindingKind Unreadable = new("LNT003", "Manifest cannot be read", Severity.Error,
        "The file is no YAML or JSON that Kubernetes would take, so that nothing in it was judged and nothing in it can be applied",
        "Mend the line, or leave the file out under lint.exclude if it is no manifest");

    /// <summary>One object stands in two places.</summary>
    public static readonly FindingKind Repeated = new("LNT004", "Object stands there twice", Severity.Warning,
        "Whichever is applied last wins, and a change in the other one has no effect; the later one was judged",
        "Keep one of them");

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<FindingKind> All { get; } = [NoReason, AcceptsNothing, Unreadable, Repeated];
}
