namespace Mesh.Core.Journal;

/// <summary>A configuration value and where it came from.</summary>
/// <param name="Path">Its key path, such as cluster.context or releases[0].chart.</param>
/// <param name="Value">Its value as text; <c>***</c> where it is secret.</param>
/// <param name="Origin"><c>--kube-context</c>, <c>MESH_KUBE_CONTEXT</c>, <c>mesh.yaml:3</c> or <c>default</c>.</param>
public sealed record Setting(string Path, string Value, string Origin)
{
    /// <summary>The origin of what nobody has set.</summary>
    public const string Default = "default";
}
