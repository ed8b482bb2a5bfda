namespace Mesh.Core.Kubernetes.Kubeconfig;

/// <summary>A place in a file, as compilers write it.</summary>
/// <param name="File">The full path.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal readonly record struct FilePosition(string File, long Line, long Column)
{
    public override string ToString() => $"{File}:{Line}:{Column}";
}
