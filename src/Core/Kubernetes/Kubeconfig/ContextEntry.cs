namespace Mesh.Core.Kubernetes.Kubeconfig;

/// <summary>A context: which cluster, as which user.</summary>
internal sealed record ContextEntry(string Name, string Cluster, string? User, FilePosition At) : INamedEntry
{
    public static ContextEntry Read(string name, KubeconfigNode node) => new(name, node.Required("cluster"), node.Text("user"), node.At);
}
