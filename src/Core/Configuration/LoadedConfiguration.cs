using Mesh.Core.Journal;

namespace Mesh.Core.Configuration;

/// <summary>A configuration and where each of its values came from.</summary>
/// <param name="Options">The values.</param>
/// <param name="Settings">Each single value with its origin, in the order of <see cref="MeshOptions"/>; for <see cref="RunJournal.Configure"/>.</param>
/// <param name="File">The file that was read, relative to the working directory where it lies in it; null where there was none.</param>
public sealed record LoadedConfiguration(MeshOptions Options, IReadOnlyList<Setting> Settings, string? File)
{
    /// <summary>Where a value came from, for messages: <c>--kube-context</c>, <c>MESH_KUBE_CONTEXT</c>, <c>mesh.yaml:3</c> or <c>default</c>.</summary>
    /// <param name="path">Its key path, such as cluster.context.</param>
    public string OriginOf(string path) => Settings.FirstOrDefault(setting => setting.Path == path)?.Origin ?? Setting.Default;
}
