using System.IO.Enumeration;
using Mesh.Core.Findings;

namespace Mesh.Core.Sources;

/// <summary>Finds the files that globs mean. Folders .git are passed over; symbolic links, to files or folders, are never followed.</summary>
internal static class SourceTree
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <summary>The files in the order of their paths.</summary>
    /// <param name="root">The full path of the folder the globs begin at.</param>
    /// <param name="globs">Which files are meant.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: no such folder; <see cref="ExitCode.InputOutput"/>: a folder or an attributes file cannot be read.</exception>
    public static IReadOnlyList<SourceFile> Find(string root, SourceGlobs globs, CancellationToken cancellation)
    {
        if (!Directory.Exists(root))
        {
            throw new MeshException(ExitCode.NoInput, $"The folder {root} is not there", "Start in the root of the repository");
        }

        var files = new List<SourceFile>();
        var current = root;
        try
        {
            var folders = new Stack<Folder>([new(root, "", GitAttributes.At(root))]);
            while (folders.TryPop(out var folder))
            {
                cancellation.ThrowIfCancellationRequested();
                current = folder.FullPath;
                foreach (var entry in new FileSystemEnumerable<Entry?>(current, (ref found) => Take(ref found, folder, globs), Everything).OfType<Entry>())
                {
                    var path = folder.Path + entry.Name;
                    var fullPath = System.IO.Path.Combine(current, entry.Name);
                    if (entry.IsFolder)
                    {
                        folders.Push(new(fullPath, $"{path}/", folder.Attributes.Enter(fullPath, entry.Name)));
                    }
                    else
                    {
                        files.Add(new(path, fullPath, LineEndingPolicy.Of(entry.Name, folder.Attributes)));
                    }
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.InputOutput, $"{current} cannot be searched: {exception.Message}", "Make it readable, or leave it out under sources.exclude", exception);
        }

        files.Sort((left, right) => string.CompareOrdinal(left.Path, right.Path));
        return files;
    }

    private static Entry? Take(ref FileSystemEntry found, Folder folder, SourceGlobs globs)
    {
        var path = $"{folder.Path}{found.FileName}";
        var wanted = found.IsDirectory ? !found.FileName.SequenceEqual(GitFolder.Name) && !globs.Leave(path) : globs.Take(path);

        // Nothing is to be done in an empty file. Pipes and devices are empty too, and opening one of those could wait for ever.
        return wanted && !found.Attributes.HasFlag(FileAttributes.ReparsePoint) && (found.IsDirectory || found.Length > 0) ? new(found.FileName.ToString(), found.IsDirectory) : null;
    }

    private sealed record Folder(string FullPath, string Path, GitAttributes Attributes);

    private sealed record Entry(string Name, bool IsFolder);
}
