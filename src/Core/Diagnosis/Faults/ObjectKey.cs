using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Faults;

/// <summary>Names an object so that what is wrong with it can be found again by what depends on it.</summary>
internal static class ObjectKey
{
    /// <summary>The control plane of the mesh as a whole.</summary>
    public const string Istiod = "istiod";

    /// <summary>An object.</summary>
    public static string Of(ResourceKind kind, JsonObject item) => Of(kind, item.Namespace(), item.Name());

    /// <summary>An object by its names.</summary>
    public static string Of(ResourceKind kind, string? ns, string name) => kind.Describe(ns, name);

    /// <summary>A webhook by the name it is refused with.</summary>
    public static string Hook(string name) => $"webhook/{name}";
}
