using System.Text;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model;

namespace Mesh.Core.Processes;

/// <summary>Runs tools as real processes.</summary>
/// <param name="journal">Hears each line of output and each call.</param>
/// <param name="time">The clock.</param>
public sealed class CommandRunner(RunJournal journal, TimeProvider time) : ICommandRunner
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    // A tool that leaves a process behind in the background leaves it its output too; its end is no longer the tool's.
    private static readonly TimeSpan OutputMayLag = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task<CommandResult> RunAsync(Command command, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var executable = Executable.Find(command);
        var (started, clock) = (time.GetUtcNow(), time.GetTimestamp());
        using var child = ChildProcess.Start(executable, command, time);
        using var limit = new CancellationTokenSource(command.Timeout, time);
        using var abandoned = new CancellationTokenSource();
        using var faulted = new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token, faulted.Token);

        var output = new OutputReader(child.Output, Listener(command, isError: false), OutputReader.Keep);
        var error = new OutputReader(child.Error, Listener(command, isError: true), OutputReader.Keep);
        var streams = Task.WhenAll(
            Guard(output.ReadAsync(abandoned.Token), faulted),
            Guard(error.ReadAsync(abandoned.Token), faulted),
            Guard(WriteAsync(child.Input, command.Input, abandoned.Token), faulted));

        try
        {
            await child.WaitForExitAsync(stop.Token);
            await SettleAsync(streams, abandoned, stop.Token);
            if (child.ExitCode != 0)
            {
                // A Ctrl+C reaches the tool as well as this program; what it then ends with is no failure of its own.
                cancellation.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await child.EndAsync(Grace);
            await SettleAsync(streams, abandoned, CancellationToken.None);
            cancellation.ThrowIfCancellationRequested();
            throw new MeshException(ExitCode.TimeLimit, $"{Describe(command)} did not end within {TimeLimit.Format(command.Timeout)}, so it was ended", "Try again, or raise --timeout");
        }
        finally
        {
            journal.Record(new ToolCall(executable, command.Arguments, started, time.GetElapsedTime(clock), child.ExitCode));
        }

        return new CommandResult(command, child.ExitCode, output.Text, error.Text);
    }

    private static string Describe(Command command) => $"{command.Name} {(command.Arguments is [var verb, ..] ? verb : "")}".TrimEnd();

    private Action<string, long>? Listener(Command command, bool isError) =>
        command.Quiet ? null : (line, length) => journal.ToolOutput(command.Name, length <= OutputReader.LongestLine ? line : Shorten(line, length), isError);

    // Masked before it is cut: half a secret at the cut would not be recognized as one.
    private string Shorten(string line, long length)
    {
        var masked = journal.Secrets.Mask(line);
        return $"{masked[..Math.Min(masked.Length, OutputReader.LongestLine / 2)]} … (a line of {length} characters)";
    }

    private async Task SettleAsync(Task streams, CancellationTokenSource abandoned, CancellationToken stop)
    {
        try
        {
            await streams.WaitAsync(OutputMayLag, time, stop);
        }
        catch (TimeoutException)
        {
            await abandoned.CancelAsync();
            try
            {
                await streams;
            }
            catch (OperationCanceledException)
            {
                // As asked: what came until now is kept.
            }
        }
    }

    // Nobody would empty the pipe any more, and the tool would wait for that for ever.
    private static async Task Guard(Task stream, CancellationTokenSource faulted)
    {
        try
        {
            await stream;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await faulted.CancelAsync();
            throw;
        }
    }

    private static async Task WriteAsync(Stream input, string? text, CancellationToken cancellation)
    {
        try
        {
            if (text is not null)
            {
                await input.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);
            }

            await input.DisposeAsync();
        }
        catch (IOException)
        {
            // The tool has ended or does not read: its exit code tells, not the broken pipe.
        }
    }
}
