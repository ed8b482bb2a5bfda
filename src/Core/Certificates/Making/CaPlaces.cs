using Mesh.Core.Configuration;
using Mesh.Core.Findings;

namespace Mesh.Core.Certificates.Making;

/// <summary>Where the root and the clusters' CAs are kept.</summary>
/// <param name="Root">The root's folder.</param>
/// <param name="Clusters">The clusters' folders, in the configured order.</param>
internal sealed record CaPlaces(CaPlace Root, IReadOnlyList<CaPlace> Clusters)
{
    // The upper bound of X.520 for an organization's name.
    private const int LongestOrganization = 64;

    /// <summary>As configured.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/>: something is missing or cannot be used, or the root's key would lie in a cluster's folder.</exception>
    public static CaPlaces Of(CertificatesOptions? options, string workingDirectory)
    {
        if (string.IsNullOrWhiteSpace(options?.Root))
        {
            throw Refused("certificates.root is not set", "Name the root CA's folder in mesh.yaml, such as certificates: { root: ./ca/root, clusters: [my-cluster] }");
        }

        if (options.Clusters.Count == 0)
        {
            throw Refused("certificates.clusters is empty, so there is no cluster to make a CA for", "Name the clusters in mesh.yaml, such as certificates: { root: ./ca/root, clusters: [my-cluster] }");
        }

        if (options.Organization.Trim().Length == 0 || options.Organization.Length > LongestOrganization || options.Organization.Any(char.IsControl))
        {
            throw Refused("certificates.organization cannot stand in a certificate", $"Set it to between 1 and {LongestOrganization} printable characters");
        }

        // Names that differ only in case would be one folder on Windows and macOS.
        if (options.Clusters.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw Refused($"certificates.clusters names '{twice.Key}' twice", "Name each cluster once, and differently in more than upper and lower case");
        }

        var root = Place("", options.Root);
        var folder = string.IsNullOrWhiteSpace(options.Folder) ? Path.GetDirectoryName(root.Path) ?? root.Path : Path.GetFullPath(options.Folder, workingDirectory);
        var places = new CaPlaces(root, [.. options.Clusters.Select(name => Place(name, Path.Combine(folder, name)))]);
        places.EnsureApart();
        return places;

        CaPlace Place(string name, string path)
        {
            var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, workingDirectory));
            var relative = Path.GetRelativePath(workingDirectory, full);
            return new CaPlace(name, full, relative.StartsWith("..", StringComparison.Ordinal) ? full : relative);
        }
    }

    // A folder in a folder goes wherever that one is copied; so the root's key must lie in no cluster's folder, and no cluster's key with the root's.
    private void EnsureApart()
    {
        var root = Resolve(Root.Path);
        foreach (var cluster in Clusters)
        {
            var path = Resolve(cluster.Path);
            if (IsWithin(path, root) || IsWithin(root, path))
            {
                throw Refused($"the folder of cluster {cluster.Name} ({cluster.Shown}) and that of the root ({Root.Shown}) are the same or one lies in the other, so that the root's key would go where the cluster's CA goes",
                    "Set certificates.folder or certificates.root so that they are apart");
            }
        }
    }

    private static bool IsWithin(string path, string folder) => Ended(path).StartsWith(Ended(folder), StringComparison.OrdinalIgnoreCase);

    // The top of the file system ends in a separator already.
    private static string Ended(string path) => Path.EndsInDirectorySeparator(path) ? path : path + Path.DirectorySeparatorChar;

    // Without the symbolic links on the way, as far as the path is there.
    private static string Resolve(string path)
    {
        var at = Path.GetPathRoot(path)!;
        foreach (var part in path[at.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            at = Path.Combine(at, part);
            at = Path.Exists(at) ? new DirectoryInfo(at).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? at : at;
        }

        return at;
    }

    private static MeshException Refused(string reason, string remedy) => new(ExitCode.Configuration, reason, remedy);
}
