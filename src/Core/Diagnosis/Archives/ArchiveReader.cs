using System.Formats.Tar;
using System.IO.Compression;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Findings;
using Mesh.Core.Model;

namespace Mesh.Core.Diagnosis.Archives;

/// <summary>Reads an archive that anybody may have made: a folder or a .tar.gz. Nothing of it is unpacked to a disk, and no more of it is read than an archive can hold.</summary>
internal static class ArchiveReader
{
    private const string Remedy = "Take the archive anew with Mesh.Diagnose --evidence: this one was cut off, changed, or is none";

    /// <summary>Reads it.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="shown">The same as it was given.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: it is not there; <see cref="ExitCode.MalformedInput"/>: it is no archive, or one that was tampered with;
    /// <see cref="ExitCode.InputOutput"/>: it cannot be read.</exception>
    public static (EvidenceSet Evidence, string IstioNamespace) Read(string path, string shown, CancellationToken cancellation)
    {
        if (!Path.Exists(path))
        {
            throw new MeshException(ExitCode.NoInput, $"there is no archive {shown}", "Give the folder or the .tar.gz that Mesh.Diagnose --evidence made");
        }

        try
        {
            return EvidenceFiles.Read(Directory.Exists(path) ? OfFolder(path, cancellation) : OfTar(path, cancellation));
        }
        catch (Exception malformed) when (malformed is FormatException or InvalidDataException or EndOfStreamException or ArgumentException or NotSupportedException)
        {
            throw new MeshException(ExitCode.MalformedInput, $"{shown} is no archive of evidence: {Printable.OneLine(malformed.Message).TrimEnd('.')}", Remedy, malformed);
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.InputOutput, $"{shown} cannot be read: {unread.Message}", "Check who owns it: an archive is for its owner alone", unread);
        }
    }

    private static Dictionary<string, byte[]> OfTar(string path, CancellationToken cancellation)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
        if (file.ReadByte() != 0x1f || file.ReadByte() != 0x8b)
        {
            throw new FormatException("it is neither a folder nor gzip");
        }

        file.Position = 0;
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var bounded = new BoundedStream(unpacked, ArchiveLimits.Whole);
        using var tar = new TarReader(bounded);
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (Next(tar) is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            if (entry.EntryType == TarEntryType.Directory)
            {
                continue;
            }

            Keep(files, name, entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile ? null : $"a {entry.EntryType}", () => ReadAll(entry.DataStream, entry.Length, name));
        }

        return files;
    }

    // What the reader of tar cannot make sense of it says in many ways, by an arithmetic overflow too; none of them is a fault of the disk or of this program.
    private static TarEntry? Next(TarReader tar)
    {
        try
        {
            return tar.GetNextEntry();
        }
        catch (EndOfStreamException cut)
        {
            throw new FormatException("it was cut off", cut);
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException or ArithmeticException or ArgumentException or NotSupportedException or IndexOutOfRangeException)
        {
            throw new FormatException($"it holds no tar that can be read: {broken.Message}", broken);
        }
    }

    private static Dictionary<string, byte[]> OfFolder(string path, CancellationToken cancellation)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var whole = 0L;
        // Links are looked at and not followed: they could lead to any file of this machine.
        var everything = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, MaxRecursionDepth = 8 };
        foreach (var found in new DirectoryInfo(path).EnumerateFileSystemInfos("*", everything))
        {
            cancellation.ThrowIfCancellationRequested();
            var name = Path.GetRelativePath(path, found.FullName).Replace('\\', '/');
            var isLink = found.LinkTarget is not null;
            if (found is DirectoryInfo && !isLink)
            {
                continue;
            }

            var length = isLink ? 0 : ((FileInfo)found).Length;
            whole += length;
            Keep(files, name, isLink ? "a link" : null, () =>
            {
                if (whole > ArchiveLimits.Whole)
                {
                    throw new FormatException($"it holds more than {ArchiveLimits.Whole >> 20} MB");
                }

                using var stream = new FileStream(found.FullName, FileMode.Open, FileAccess.Read);
                return ReadAll(stream, length, name);
            });
        }

        return files;
    }

    private static void Keep(Dictionary<string, byte[]> files, string name, string? special, Func<byte[]> read)
    {
        var what = Printable.OneLine(name.Length > 200 ? $"{name[..200]}…" : name);
        if (special is not null)
        {
            throw new FormatException($"'{what}' in it is {special}, which no archive holds");
        }

        if (!ArchivePaths.IsSafe(name))
        {
            throw new FormatException($"'{what}' is no path within an archive");
        }

        if (files.Count >= ArchiveLimits.Files)
        {
            throw new FormatException($"it holds more than {ArchiveLimits.Files} files");
        }

        if (!files.TryAdd(name, read()))
        {
            throw new FormatException($"'{what}' is in it twice");
        }
    }

    private static byte[] ReadAll(Stream? stream, long length, string name)
    {
        if (length is < 0 or > ArchiveLimits.File)
        {
            throw new FormatException($"{name} has more than {ArchiveLimits.File >> 20} MB");
        }

        var content = new byte[length];
        stream?.ReadExactly(content);
        return content;
    }
}
