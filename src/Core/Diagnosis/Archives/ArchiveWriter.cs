using System.Formats.Tar;
using System.IO.Compression;
using Mesh.Core.Findings;

namespace Mesh.Core.Diagnosis.Archives;

/// <summary>Writes an archive: a .tar.gz, or a folder for any other name. Whole or not at all, and for its owner alone.</summary>
/// <param name="path">Where it goes.</param>
/// <param name="shown">The same as it was given.</param>
internal sealed class ArchiveWriter(string path, string shown)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Whether it will be a file.</summary>
    public bool IsFile { get; } = path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Refuses a place that is taken, before anything is looked at for it.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.CannotCreate"/>: a folder is in the place of the file, a file in the place of the folder, or the folder is not empty.</exception>
    public void Check()
    {
        if (IsFile ? Directory.Exists(path) : File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw new MeshException(ExitCode.CannotCreate, $"{shown} is there already and {(IsFile ? "a folder" : File.Exists(path) ? "a file whose name does not end in .tar.gz" : "not empty")}", "Name another place with --evidence, a file FILE.tar.gz or a new folder");
        }
    }

    /// <summary>Writes it.</summary>
    /// <param name="files">Its files, in their order.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.CannotCreate"/>: it cannot be written.</exception>
    public void Write(IReadOnlyList<ArchiveFile> files)
    {
        var beside = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}.tmp");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (IsFile)
            {
                WriteTar(beside, files);
                File.Move(beside, path, overwrite: true);
                return;
            }

            foreach (var file in files)
            {
                var at = Path.Combine(beside, file.Path.Replace('/', Path.DirectorySeparatorChar));
                MakeFolder(Path.GetDirectoryName(at)!, beside);
                using var stream = Create(at);
                stream.Write(file.Content);
            }

            if (Directory.Exists(path))
            {
                // Empty, as was checked; one that has been filled since is not touched.
                Directory.Delete(path);
            }

            Directory.Move(beside, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.CannotCreate, $"{shown} cannot be written: {exception.Message}", "Check the disk and who owns the folder, or name another place with --evidence", exception);
        }
        finally
        {
            if (IsFile)
            {
                File.Delete(beside);
            }
            else if (Directory.Exists(beside))
            {
                Directory.Delete(beside, recursive: true);
            }
        }
    }

    // Nothing in it tells when or by whom it was made, so that the same files give the same bytes.
    private static void WriteTar(string at, IReadOnlyList<ArchiveFile> files)
    {
        using var file = Create(at);
        using (var packed = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true))
        using (var tar = new TarWriter(packed, TarEntryFormat.Ustar))
        {
            foreach (var one in files)
            {
                using var content = new MemoryStream(one.Content, writable: false);
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, one.Path) { DataStream = content, Mode = OwnerOnly, ModificationTime = DateTimeOffset.UnixEpoch });
            }
        }

        file.Flush(flushToDisk: true);
    }

    private static FileStream Create(string at)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(at, options);
    }

    // CreateDirectory gives its mode to the last folder alone.
    private static void MakeFolder(string folder, string root)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (folder != root)
        {
            MakeFolder(Path.GetDirectoryName(folder)!, root);
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }
}
