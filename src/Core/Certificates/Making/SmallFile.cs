using Mesh.Core.Findings;

namespace Mesh.Core.Certificates.Making;

/// <summary>A file of certificates or of a key: read whole, and never more than a megabyte of it.</summary>
internal static class SmallFile
{
    private const int Most = 1 << 20;

    /// <summary>Its bytes; null when it is not there.</summary>
    /// <param name="path">Its path; symbolic links are followed, since a mounted secret is made of them.</param>
    /// <param name="shown">Its path for messages.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.InputOutput"/>: it cannot be read; <see cref="ExitCode.MalformedInput"/>: it is larger than a megabyte.</exception>
    public static byte[]? Read(string path, string shown)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.LinkTarget is null && !Path.Exists(path))
            {
                return null;
            }

            var target = new FileInfo(file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path);
            return Directory.Exists(target.FullName) ? throw new IOException("it is a folder")
                : !target.Exists ? throw new IOException($"it is a link to {target.FullName}, which is not there")
                // Neither a pipe nor a device has a length, and opening a pipe would wait for its other end.
                : target.Length == 0 ? []
                : ReadBounded(target.FullName, shown);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.InputOutput, $"{shown} cannot be read: {exception.Message}", "Check the path, its owner and its mode", exception);
        }
    }

    private static byte[] ReadBounded(string path, string shown)
    {
        using var stream = new FileStream(path, new FileStreamOptions { BufferSize = 0 });
        if (stream.Length > Most)
        {
            throw new MeshException(ExitCode.MalformedInput, $"{shown} is {stream.Length} bytes long, and no file of a CA is longer than a megabyte", "Put the right file there");
        }

        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
