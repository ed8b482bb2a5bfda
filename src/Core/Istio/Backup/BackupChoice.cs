using Mesh.Core.Findings;

namespace Mesh.Core.Istio.Backup;

/// <summary>Which backup is meant where none is named: the newest of this very cluster.</summary>
internal static class BackupChoice
{
    private const int MostNamed = 10;

    /// <param name="folder">Where the backups are, absolute.</param>
    /// <param name="shown">The same as people read it.</param>
    /// <param name="identity">The cluster's.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/> when there is none of this cluster, saying which there are.</exception>
    public static KeptBackup Newest(string folder, string shown, string identity)
    {
        var names = Directory.Exists(folder)
            ? Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)).Where(name => name[0] != '.' && File.Exists(Path.Combine(folder, name, BackupPaths.Manifest))).OrderDescending(StringComparer.Ordinal).ToList()
            : [];
        foreach (var name in names)
        {
            var backup = KeptBackup.Open(Path.Combine(folder, name), $"{shown}/{name}");
            if (backup.Manifest.Origin.Identity == identity)
            {
                return backup;
            }
        }

        throw names.Count == 0
            ? new MeshException(ExitCode.NoInput, $"there is no backup in {shown}", "Make one with Mesh.BackupIstio, or give a folder with --from")
            : new MeshException(ExitCode.NoInput, $"there is no backup of this cluster in {shown}; those of others are {string.Join(", ", names.Take(MostNamed))}", "Give one of them with --from if the mesh is to move here");
    }
}
