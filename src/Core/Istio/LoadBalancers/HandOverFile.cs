using Mesh.Core.Changes;
using Mesh.Core.Findings;

namespace Mesh.Core.Istio.LoadBalancers;

// Where a record lies. Written whole or not at all, for its owner alone.
internal sealed class HandOverFile(string path, string shown)
{
    // A record has some kilobytes; whatever is larger is something else.
    private const int Longest = 4 << 20;

    public string Shown => shown;

    public static HandOverFile For(string folder, string workingDirectory, string ns, string service) => At(Path.Combine(folder, $"adopt-{ns}-{service}.json"), workingDirectory);

    public static HandOverFile At(string path, string workingDirectory) => new(Path.GetFullPath(path, workingDirectory), path);

    public HandOverRecord? Read()
    {
        try
        {
            return !File.Exists(path) ? null : new FileInfo(path).Length > Longest
                ? throw new MeshException(ExitCode.MalformedInput, $"{shown} is larger than any record of a hand-over", "Name the file that the hand-over wrote")
                : HandOverRecord.Parse(File.ReadAllText(path), shown);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.InputOutput, $"{shown} cannot be read: {exception.Message}", "Check the path, the disk and who owns the file", exception);
        }
    }

    public Task PutAsync(ChangeGate gate, HandOverRecord record, CancellationToken cancellation)
    {
        var before = Read();
        return gate.PassAsync(new Change
        {
            Target = "file", Subject = shown, Action = before is null ? "create" : "update", Diff = UnifiedDiff.Of(before?.Shown ?? "", record.Shown),
            Execute = _ =>
            {
                Write(record);
                return Task.CompletedTask;
            },
        }, cancellation);
    }

    // An earlier record keeps the way back of an earlier hand-over; it makes room under a name that tells when it was.
    public async Task MakeRoomAsync(ChangeGate gate, HandOverRecord earlier, CancellationToken cancellation)
    {
        var stamp = string.Concat(earlier.Begun.Where(char.IsAsciiLetterOrDigit));
        var aside = Path.ChangeExtension(path, $"{stamp}.json");
        await gate.PassAsync(new Change
        {
            Target = "file", Subject = shown, Action = "move", Diff = $"to {Path.ChangeExtension(shown, $"{stamp}.json")}, for it is of another hand-over",
            Execute = _ =>
            {
                Try(() => File.Move(path, aside, overwrite: true));
                return Task.CompletedTask;
            },
        }, cancellation);
    }

    // For the gate's own callbacks.
    public void Write(HandOverRecord record) => Try(() =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var unfinished = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var stream = new FileStream(unfinished, options))
            {
                stream.Write(System.Text.Encoding.UTF8.GetBytes(record.Text()));
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    });

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.CannotCreate, $"{shown} cannot be written: {exception.Message}", "Name a folder that can be written with --report DIR; without the way back nothing is handed over", exception);
        }
    }
}
