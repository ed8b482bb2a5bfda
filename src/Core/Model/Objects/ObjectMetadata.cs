using System.Text.Json.Nodes;

namespace Mesh.Core.Model.Objects;

/// <summary>The metadata that every object has.</summary>
public static class ObjectMetadata
{
    /// <summary>metadata.name; empty when there is none.</summary>
    /// <param name="item">The object.</param>
    public static string Name(this JsonObject item) => item.Text("metadata", "name") ?? "";

    /// <summary>metadata.namespace; null for a cluster-scoped object.</summary>
    /// <param name="item">The object.</param>
    public static string? Namespace(this JsonObject item) => item.Text("metadata", "namespace");

    /// <summary>metadata.uid; empty when there is none.</summary>
    /// <param name="item">The object.</param>
    public static string Uid(this JsonObject item) => item.Text("metadata", "uid") ?? "";

    /// <summary>metadata.resourceVersion, an opaque text; empty when there is none.</summary>
    /// <param name="item">The object.</param>
    public static string ResourceVersion(this JsonObject item) => item.Text("metadata", "resourceVersion") ?? "";

    /// <summary>metadata.generation, which the server raises with each change of the spec; 0 when there is none.</summary>
    /// <param name="item">The object.</param>
    public static long Generation(this JsonObject item) => item.Number("metadata", "generation") ?? 0;

    /// <summary>metadata.labels.</summary>
    /// <param name="item">The object.</param>
    public static IReadOnlyDictionary<string, string> Labels(this JsonObject item) => item.Texts("metadata", "labels");

    /// <summary>metadata.annotations.</summary>
    /// <param name="item">The object.</param>
    public static IReadOnlyDictionary<string, string> Annotations(this JsonObject item) => item.Texts("metadata", "annotations");

    /// <summary>metadata.creationTimestamp, in UTC; null when there is none.</summary>
    /// <param name="item">The object.</param>
    public static DateTimeOffset? Created(this JsonObject item) => item.Time("metadata", "creationTimestamp");

    /// <summary>metadata.deletionTimestamp, in UTC; null unless the object is on its way out.</summary>
    /// <param name="item">The object.</param>
    public static DateTimeOffset? Deleted(this JsonObject item) => item.Time("metadata", "deletionTimestamp");

    /// <summary>Whether the object is on its way out.</summary>
    /// <param name="item">The object.</param>
    public static bool IsTerminating(this JsonObject item) => item.Text("metadata", "deletionTimestamp") is not null;

    /// <summary>The UID of the owner that controls this object; null when none does.</summary>
    /// <param name="item">The object.</param>
    public static string? ControllerUid(this JsonObject item) =>
        item.Items("metadata", "ownerReferences").FirstOrDefault(owner => owner.Flag("controller") == true)?.Text("uid");
}
