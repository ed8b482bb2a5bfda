namespace Mesh.Core.Findings;

/// <summary>The kinds of findings about what still needs a revision of the control plane, and what is left of one.</summary>
public static class RevisionFindings
{
    /// <summary>Something points to a revision that is to go.</summary>
    public static readonly FindingKind InUse = new("REV001", "Revision still in use", Severity.Error,
        "Proxies, labels, tags, webhooks or configuration point to the revision: without it proxies get no more certificates and configuration, and a webhook that nobody answers stops pods and objects from being made",
        "Move namespaces and tags to another revision and restart their workloads, as Mesh.UpgradeIstio does; then remove it");

    /// <summary>The mesh is removed although something points to it.</summary>
    public static readonly FindingKind Orphaned = new("REV002", "Left without a mesh", Severity.Warning,
        "The mesh is removed with --purge although these point to it: their proxies go on with what they have until their certificates end, and new pods start without one",
        "Remove the labels, and restart the workloads so that they run without proxies");

    /// <summary>Something of the mesh is still there after its removal.</summary>
    public static readonly FindingKind LeftOver = new("REV003", "Left over after the removal", Severity.Error,
        "Objects of the mesh are still there although they were deleted: a finalizer holds them, or something makes them anew",
        "Look at metadata.finalizers and metadata.managedFields of the objects, and run the same again");

    /// <summary>All kinds.</summary>
    public static IEnumerable<FindingKind> All => [InUse, Orphaned, LeftOver];
}
