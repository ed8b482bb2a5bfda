namespace Mesh.Core.Kubernetes;

/// <summary>A right: a verb on a resource.</summary>
/// <param name="Verb">get, list, watch, create, update, patch, delete.</param>
/// <param name="Group">The API group; empty for core.</param>
/// <param name="Resource">The plural, with a subresource after a slash where one is meant: <c>pods/log</c>.</param>
/// <param name="Namespace">The namespace it is needed in; null for a cluster-scoped kind or all namespaces.</param>
public sealed record AccessRule(string Verb, string Group, string Resource, string? Namespace)
{
    /// <summary>As people write it: <c>patch deployments.apps in beta</c>.</summary>
    public override string ToString() => $"{Verb} {Resource}{(Group.Length == 0 ? "" : $".{Group}")}{(Namespace is null ? "" : $" in {Namespace}")}";
}
