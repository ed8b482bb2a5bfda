using System.Buffers;
using Mesh.Core.Findings;
using Microsoft.Win32.SafeHandles;

namespace Mesh.Core.Sources;

/// <summary>
/// Puts the normalized file in the place of the old one, in one step: whoever opens the path finds the old bytes or the new ones, never a part. The new file has the mode of
/// the old one and belongs to whoever runs this; further hard links to the old file keep the old bytes.
/// </summary>
internal static class LineEndingRewriter
{
    /// <summary>Rewrites a file.</summary>
    /// <param name="scan">What was seen when it was read.</param>
    /// <param name="cancellation">Stops between chunks; the old file is untouched then and no other is left behind.</param>
    /// <exception cref="MeshException">
    /// <see cref="ExitCode.CannotCreate"/>: its folder takes no new file; <see cref="ExitCode.InputOutput"/>: reading or writing failed, or somebody else changed the file since it was read.
    /// </exception>
    public static void Rewrite(LineEndingScan scan, CancellationToken cancellation)
    {
        var path = scan.File.FullPath;
        var beside = Path.Combine(Path.GetDirectoryName(path)!, $".mesh-{Path.GetRandomFileName()}");
        try
        {
            // Windows replaces no file that is open, so both are closed before.
            try
            {
                EnsureUnchanged(scan, WriteBeside(scan, beside, cancellation));
                File.Move(beside, path, overwrite: true);
            }
            catch (Exception exception) when (exception is not MeshException { ExitCode: ExitCode.CannotCreate })
            {
                File.Delete(beside);
                throw;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.InputOutput, $"{scan.File.Path} cannot be rewritten: {exception.Message}", "Check the disk and who owns the file; it is as it was", exception);
        }
    }

    private static long WriteBeside(LineEndingScan scan, string beside, CancellationToken cancellation)
    {
        using var source = File.OpenHandle(scan.File.FullPath);
        using var target = Create(beside, source, scan.File);
        Copy(source, target, scan.Length, cancellation);
        return target.Length;
    }

    private static FileStream Create(string path, SafeFileHandle source, SourceFile file)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
            if (OperatingSystem.IsWindows())
            {
                return new FileStream(path, options);
            }

            // Never readable for more people than the old file, not even for a moment; then exactly as it, whatever the umask says.
            var mode = File.GetUnixFileMode(source);
            options.UnixCreateMode = mode;
            var target = new FileStream(path, options);
            File.SetUnixFileMode(target.SafeFileHandle, mode);
            return target;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.CannotCreate, $"{file.Path} cannot be replaced: {exception.Message}", "Make its folder writable for this user", exception);
        }
    }

    private static void Copy(SafeFileHandle source, FileStream target, long length, CancellationToken cancellation)
    {
        byte[][] buffers = [ArrayPool<byte>.Shared.Rent(LineEndingScanner.ChunkSize), length > LineEndingScanner.ChunkSize ? ArrayPool<byte>.Shared.Rent(LineEndingScanner.ChunkSize) : []];
        var writing = Task.CompletedTask;
        try
        {
            var fold = new LineEndingFold();
            for (var (at, turn) = (0L, 0); at < length; turn = 1 - turn)
            {
                cancellation.ThrowIfCancellationRequested();
                var buffer = buffers[turn];
                var read = RandomAccess.Read(source, buffer.AsSpan(0, LineEndingScanner.ChunkSize), at);
                if (read == 0)
                {
                    break;
                }

                var kept = fold.Fold(buffer.AsSpan(0, read), out var before);
                at += read;

                // One chunk is written while the next is read and folded; a file of one chunk needs no second thread.
                writing.GetAwaiter().GetResult();
                writing = at < length ? Task.Run(() => WriteChunk(target, before, buffer, kept), CancellationToken.None) : WriteNow(target, before, buffer, kept);
            }

            writing.GetAwaiter().GetResult();
            WriteCarriageReturns(target, fold.End());
        }
        finally
        {
            // A write under way still reads its buffer.
            Task.WhenAny(writing).GetAwaiter().GetResult();
            foreach (var buffer in buffers.Where(buffer => buffer.Length > 0))
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private static Task WriteNow(FileStream target, long before, byte[] buffer, int kept)
    {
        WriteChunk(target, before, buffer, kept);
        return Task.CompletedTask;
    }

    private static void WriteChunk(FileStream target, long before, byte[] buffer, int kept)
    {
        WriteCarriageReturns(target, before);
        target.Write(buffer, 0, kept);
    }

    private static void WriteCarriageReturns(FileStream target, long count)
    {
        ReadOnlySpan<byte> some = "\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r"u8;
        for (; count > 0; count -= some.Length)
        {
            target.Write(some[..(int)Math.Min(count, some.Length)]);
        }
    }

    // Somebody may have saved the file meanwhile; his work must not be lost to an older state of it.
    private static void EnsureUnchanged(LineEndingScan scan, long written)
    {
        var now = new FileInfo(scan.File.FullPath);
        if (!now.Exists || now.LinkTarget is not null || now.Length != scan.Length || now.LastWriteTimeUtc != scan.Modified || written != scan.Length - scan.Found.Removed)
        {
            throw new MeshException(ExitCode.InputOutput, $"{scan.File.Path} was changed by somebody else while it was normalized, and is left as it is now", "Run Mesh.NormalizeLineEndings again");
        }
    }
}
