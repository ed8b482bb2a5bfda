using System.Buffers;
using Mesh.Core.Findings;

namespace Mesh.Core.Sources;

/// <summary>Reads a file and counts; changes nothing.</summary>
internal static class LineEndingScanner
{
    /// <summary>How much of a file is held in memory at a time, in bytes: small enough to stay in a processor's own cache between reading and folding.</summary>
    public const int ChunkSize = 256 << 10;

    /// <summary>Looks at a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="cancellation">Stops between chunks.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.InputOutput"/>: it cannot be read.</exception>
    public static LineEndingScan Scan(SourceFile file, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            using var handle = File.OpenHandle(file.FullPath);
            var (length, modified) = (RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle));
            var fold = new LineEndingFold();
            for (long at = 0; at < length && !fold.HasNul;)
            {
                cancellation.ThrowIfCancellationRequested();
                var read = RandomAccess.Read(handle, buffer.AsSpan(0, ChunkSize), at);
                if (read == 0)
                {
                    break;
                }

                fold.Fold(buffer.AsSpan(0, read), out _);
                at += read;
            }

            fold.End();
            return new(file, fold, length, modified);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.InputOutput, $"{file.Path} cannot be read: {exception.Message}", "Make it readable, or leave it out under sources.exclude", exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
