namespace Mesh.Core.Model;

/// <summary>A repository of a registry.</summary>
/// <param name="Registry">The registry's host and perhaps port as images name it: <c>docker.io</c>, <c>localhost:5000</c>.</param>
/// <param name="Path">The path in it: <c>library/nginx</c>, <c>istio/pilot</c>.</param>
public sealed record ImageRepository(string Registry, string Path)
{
    /// <summary>As images name it: <c>docker.io/istio/pilot</c>.</summary>
    public override string ToString() => $"{Registry}/{Path}";
}
