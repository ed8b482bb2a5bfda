namespace Mesh.Core.Findings;

/// <summary>What can be wrong with labels, annotations and versions of objects that a mesh looks at.</summary>
public static class MetadataFindings
{
    /// <summary>Both labels of injection.</summary>
    public static readonly FindingKind TwoInjectionLabels = new("NSP001", "Namespace with both labels of injection", Severity.Warning,
        "istio-injection wins over istio.io/rev, so that the revision which the namespace names does not inject its pods",
        "Take istio-injection out where a revision is meant, or istio.io/rev where the default one is")
    { Overlaps = ["IST0123"] };

    /// <summary>An annotation where nobody looks.</summary>
    public static readonly FindingKind MisplacedAnnotation = new("ANN001", "Annotation where nobody looks", Severity.Warning,
        "The annotation counts on another kind of object; for a workload that is the template of its pods, not the workload itself",
        "Move it to where it counts")
    { Overlaps = ["IST0107"] };

    /// <summary>An annotation that Istio does not have.</summary>
    public static readonly FindingKind UnknownAnnotation = new("ANN002", "Unknown annotation of Istio", Severity.Warning,
        "No version of Istio that is supported knows this annotation, so that it has no effect; most often it is a typing error",
        "Correct the name, or take it out")
    { Overlaps = ["IST0108"] };

    /// <summary>A value that cannot be read.</summary>
    public static readonly FindingKind BadAnnotation = new("ANN003", "Annotation with an unreadable value", Severity.Warning,
        "The value is none that the annotation can have, and is ignored or makes injection fail",
        "Write a value of the kind in the evidence, in quotes")
    { Overlaps = ["IST0125"] };

    /// <summary>An annotation that is going away.</summary>
    public static readonly FindingKind DeprecatedAnnotation = new("ANN004", "Deprecated annotation", Severity.Info,
        "The annotation still counts and will not in some later version",
        "Write what the evidence names instead")
    { Overlaps = ["IST0135"] };

    /// <summary>An old version of an API.</summary>
    public static readonly FindingKind OldVersion = new("API001", "Old version of an API", Severity.Info,
        "The version is from before the kind was stable; it still works, and tools that look for v1 pass it over",
        "Write the version in the evidence")
    { Overlaps = ["IST0002", "IST0136"] };

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<FindingKind> All { get; } = [TwoInjectionLabels, MisplacedAnnotation, UnknownAnnotation, BadAnnotation, DeprecatedAnnotation, OldVersion];
}
