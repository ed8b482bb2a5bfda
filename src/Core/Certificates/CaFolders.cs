using Mesh.Core.Configuration;
using Mesh.Core.Findings;

namespace Mesh.Core.Certificates;

/// <summary>Which folders hold the clusters' CAs.</summary>
internal static class CaFolders
{
    /// <summary>The folders, as the working directory sees them: the one that is named, or those of the configured clusters, or where none are configured every folder that holds a CA.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/>: nothing is configured; <see cref="ExitCode.NoInput"/>: the folder of the folders is not there or holds no CA.</exception>
    public static IReadOnlyList<string> Of(CertificatesOptions options, string workingDirectory, string? folder)
    {
        if (folder is not null)
        {
            return [folder];
        }

        var root = string.IsNullOrWhiteSpace(options.Root) ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Root, workingDirectory));
        var all = string.IsNullOrWhiteSpace(options.Folder) ? Path.GetDirectoryName(root) : Path.GetFullPath(options.Folder, workingDirectory);
        if (all is null)
        {
            throw new MeshException(ExitCode.Configuration, "there is no CA to verify: neither certificates.folder nor certificates.root is set", "Set certificates in mesh.yaml, or give --folder PATH or --file PATH");
        }

        if (options.Clusters.Count > 0)
        {
            return [.. options.Clusters.Select(cluster => Shown(Path.Combine(all, cluster)))];
        }

        if (!Directory.Exists(all))
        {
            throw new MeshException(ExitCode.NoInput, $"the folder of the clusters' CAs, {Shown(all)}, is not there", "Make the CAs with Mesh.CreateCa, or check certificates.folder and the working directory");
        }

        var found = Directory.GetDirectories(all).Where(path => path != root && CaFolder.HoldsAny(path)).Order(StringComparer.Ordinal).Select(Shown).ToList();
        return found.Count > 0 ? found : throw new MeshException(ExitCode.NoInput, $"no folder in {Shown(all)} holds a CA", "Make the CAs with Mesh.CreateCa, or name the clusters in certificates.clusters");

        string Shown(string path) => Path.GetRelativePath(workingDirectory, path) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
