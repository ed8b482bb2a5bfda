using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Kubernetes.Kubeconfig;

/// <summary>A place in a file, as compilers write it.</summary>
/// <param name="File">The full path.</param>
/// <param name="Place">The place in it.</param>
internal readonly record struct FilePosition(string File, YamlPlace Place)
{
    public override string ToString() => $"{File}:{Place.Line}:{Place.Column}";
}
