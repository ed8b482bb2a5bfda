using Mesh.Core.Certificates;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;

namespace Mesh.Core.Istio.Authority;

/// <summary>Which folder's CA a cluster gets.</summary>
internal static class ChosenCa
{
    /// <summary>The folder, as the working directory sees it.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/> when it is not clear which; else as for <see cref="CaFolders.Of"/>.</exception>
    public static string FolderOf(CertificatesOptions? options, string workingDirectory, string? cluster, string? context)
    {
        if (options is null || (string.IsNullOrWhiteSpace(options.Folder) && string.IsNullOrWhiteSpace(options.Root)))
        {
            throw new MeshException(ExitCode.Configuration, "there is no CA to apply: neither certificates.folder nor certificates.root is set", "Set certificates in mesh.yaml");
        }

        var folders = CaFolders.Of(options, workingDirectory, null);
        var names = folders.Select(folder => Path.GetFileName(folder)).ToList();
        var wanted = cluster ?? (names.Count == 1 ? names[0] : context);
        return names.IndexOf(wanted ?? "") is >= 0 and var index
            ? folders[index]
            : throw new MeshException(ExitCode.Configuration,
                cluster is null ? $"there are the CAs of {names.Count} clusters and none is named as the context {Model.Printable.OneLine(context ?? "")}" : $"there is no CA for a cluster {Model.Printable.OneLine(cluster)}",
                $"{(cluster is null ? "Say --ca NAME" : NearestName.Hint(cluster, names, "Say --ca NAME"))}; names: {string.Join(", ", names)}");
    }
}
