namespace Mesh.Core.Findings;

/// <summary>The kinds of findings about helm releases: defaults that have to go, and objects that others own.</summary>
public static class HelmFindings
{
    /// <summary>A path of clear or keep names nothing.</summary>
    public static readonly FindingKind UnknownDefault = new("HLM001", "Path is no default of the chart", Severity.Error,
        "A path under clear or keep names no default of this chart, so clearing it would do nothing and nobody would notice: it is misspelt, or the chart has changed",
        "Compare the path with the chart's values.yaml (helm show values), and correct or remove it");

    /// <summary>The chart puts cleared defaults back.</summary>
    public static readonly FindingKind DefaultPutBack = new("HLM002", "Chart puts cleared defaults back", Severity.Warning,
        "The chart merges its defaults in a template, where a null no longer clears them; they are taken out of the rendered manifest, and that is what helm installs",
        "Nothing needs to be done here; a helm upgrade by hand, without the post-renderer, would bring them back");

    /// <summary>A cleared default cannot be removed.</summary>
    public static readonly FindingKind DefaultStays = new("HLM003", "Cleared default stays", Severity.Error,
        "The chart keeps a default that was cleared, and it cannot be taken out of what is rendered: a template decides by it, a hook holds it, or helm cannot post-render here",
        "Set the value itself to what is wanted instead of clearing it, or use a version of the chart that honours a null");

    /// <summary>Nobody can tell whether a default is gone.</summary>
    public static readonly FindingKind Unproven = new("HLM004", "Cleared default cannot be proven gone", Severity.Error,
        "The chart cannot be rendered in a way that shows where the default comes out, so its absence cannot be proven",
        "Set the value itself to what is wanted instead of clearing it, or clear a path below or above it");

    /// <summary>An object that a release would create is there and is not helm's.</summary>
    public static readonly FindingKind ForeignObject = new("HLM010", "Object is there and not helm's", Severity.Error,
        "An object that the release would create exists without helm's label and annotations, so that helm refuses the whole release at the first such object",
        "Give the object to the release with the commands in the evidence, delete it, or change the release so that it does not create it");

    /// <summary>An object that a release would create is another release's.</summary>
    public static readonly FindingKind OthersObject = new("HLM011", "Object is another release's", Severity.Error,
        "An object that the release would create is owned by another helm release, so that helm refuses it; taking it over would let both releases change and delete it",
        "Rename one of the two, or take the object out of the other release first");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FindingKind> All { get; } = [UnknownDefault, DefaultPutBack, DefaultStays, Unproven, ForeignObject, OthersObject];
}
