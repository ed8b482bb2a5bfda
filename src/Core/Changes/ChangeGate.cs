using Mesh.Core.Journal;

namespace Mesh.Core.Changes;

/// <summary>
/// The one gate through which every change to a cluster, a registry or a file goes. In a dry run it shows and records, asks the server with dryRun=All where it can,
/// and executes nothing; that is the whole of the promise, so nothing else in this library looks at <see cref="DryRun"/> to decide whether to write.
/// </summary>
/// <param name="dryRun">How much this run may do.</param>
/// <param name="journal">Where changes are recorded.</param>
public sealed class ChangeGate(DryRun dryRun, RunJournal journal)
{
    private readonly Stack<Change> undoable = new();
    private readonly Lock gate = new();

    /// <summary>How much this run may do.</summary>
    public DryRun DryRun => dryRun;

    /// <summary>Makes a change or, in a dry run, shows it.</summary>
    /// <param name="change">The change.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <remarks>An error of the change itself is thrown on unchanged, after it has been recorded as not executed.</remarks>
    public async Task PassAsync(Change change, CancellationToken cancellation)
    {
        switch (dryRun)
        {
            case DryRun.Client:
                Record(change, executed: false, change.Ask is null ? null : "not evaluated: --dry-run=client sends no write");
                return;
            case DryRun.Server when change.Ask is null:
                Record(change, executed: false, null);
                return;
            case DryRun.Server:
                await TryAsync(change, change.Ask, cancellation);
                Record(change, executed: false, change.Answer?.Invoke() ?? "accepted");
                return;
            default:
                if (change.UndoOnAbort is not null)
                {
                    // Before it is made: a change that was cut off half way has to be undone too.
                    lock (gate)
                    {
                        undoable.Push(change);
                    }
                }

                await TryAsync(change, change.Execute, cancellation);
                Record(change, executed: true, null);
                return;
        }
    }

    /// <summary>The run went well: what could be undone until now stays.</summary>
    public void Keep()
    {
        lock (gate)
        {
            undoable.Clear();
        }
    }

    /// <summary>One change is over and proven: it stays, whatever becomes of the run.</summary>
    /// <param name="change">The change, as it was passed.</param>
    public void Keep(Change change)
    {
        lock (gate)
        {
            var others = undoable.Where(one => !ReferenceEquals(one, change)).Reverse().ToList();
            undoable.Clear();
            others.ForEach(undoable.Push);
        }
    }

    /// <summary>Undoes, newest first, everything that is marked undo-on-abort. An undo that fails is noted and does not stop the others.</summary>
    /// <param name="cancellation">Bounds the time this may take.</param>
    public async Task UndoAsync(CancellationToken cancellation)
    {
        while (Next() is { UndoOnAbort: { } undo } change)
        {
            try
            {
                await undo(cancellation);
                journal.Note($"undone: {change.Action} {change.Subject}");
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                journal.Note($"NOT undone: {change.Action} {change.Subject}: {exception.Message}. {(change.Undo is null ? "" : $"By hand: {change.Undo}")}");
            }
        }

        Change? Next()
        {
            lock (gate)
            {
                return undoable.TryPop(out var change) ? change : null;
            }
        }
    }

    private async Task TryAsync(Change change, Func<CancellationToken, Task> act, CancellationToken cancellation)
    {
        try
        {
            await act(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Nobody refused it, and nobody knows whether it arrived.
            Record(change, executed: false, "stopped before the answer came");
            throw;
        }
        catch (Exception exception)
        {
            Record(change, executed: false, $"refused: {exception.Message}");
            throw;
        }
    }

    private void Record(Change change, bool executed, string? answer) =>
        journal.Record(new ChangeRecord(change.Target, change.Subject, change.Action, change.Diff, change.Undo, executed, answer));
}
