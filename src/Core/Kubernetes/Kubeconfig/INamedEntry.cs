namespace Mesh.Core.Kubernetes.Kubeconfig;

/// <summary>What a kubeconfig keeps under a name.</summary>
internal interface INamedEntry
{
    string Name { get; }

    FilePosition At { get; }
}
