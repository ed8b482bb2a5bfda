namespace Mesh.Core.Changes;

/// <summary>One change that a verb wants: what, where, before and after, how it is made, how the server is asked about it, and how it is undone.</summary>
public sealed record Change
{
    /// <summary>Where: <c>cluster</c>, <c>registry</c> or <c>file</c>.</summary>
    public required string Target { get; init; }

    /// <summary>What: <c>deployment/web in beta</c>, a path, an image.</summary>
    public required string Subject { get; init; }

    /// <summary>The verb: create, update, delete, restart, normalize …</summary>
    public required string Action { get; init; }

    /// <summary>Before and after, as <see cref="UnifiedDiff"/> makes it, or a line that says what differs where content must not be shown.</summary>
    public required string Diff { get; init; }

    /// <summary>Makes the change.</summary>
    public required Func<CancellationToken, Task> Execute { get; init; }

    /// <summary>Asks the server whether it would accept the change (dryRun=All). Null where there is nobody to ask.</summary>
    public Func<CancellationToken, Task>? Ask { get; init; }

    /// <summary>What the server's answer to <see cref="Ask"/> was, read after it; null for <c>accepted</c>. For a change of several parts of which some could not be asked about.</summary>
    public Func<string>? Answer { get; init; }

    /// <summary>How a person undoes it, in one line; null where it cannot be undone.</summary>
    public string? Undo { get; init; }

    /// <summary>Undoes the change when the run is stopped or fails later on. Null where the change stays.</summary>
    public Func<CancellationToken, Task>? UndoOnAbort { get; init; }
}
