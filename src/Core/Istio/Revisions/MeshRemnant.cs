using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Revisions;

/// <summary>An object of a mesh that no release takes with it.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Object">The object.</param>
internal sealed record MeshRemnant(ResourceKind Kind, JsonObject Object)
{
    /// <summary>The namespace of a namespaced object.</summary>
    public string? Namespace => Kind.Namespaced ? Object.Namespace() : null;

    /// <summary>As people write it.</summary>
    public string Subject => Kind.Describe(Namespace, Object.Name());

    /// <summary>True for a CRD: its objects go with it.</summary>
    public bool IsDefinition => Kind == ResourceKind.CustomResourceDefinition;

    /// <summary>True for what would stop pods and objects from being made once nobody answers it.</summary>
    public bool IsWebhook => Kind == ResourceKind.MutatingWebhook || Kind == ResourceKind.ValidatingWebhook;
}
