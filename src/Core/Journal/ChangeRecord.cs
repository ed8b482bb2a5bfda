namespace Mesh.Core.Journal;

/// <summary>One change, made or, in a dry run, only shown.</summary>
/// <param name="Target">Where: <c>cluster</c>, <c>registry</c> or <c>file</c>.</param>
/// <param name="Subject">What: <c>deployment/web in beta</c>, a path, an image.</param>
/// <param name="Action">The verb: create, update, delete, restart, normalize …</param>
/// <param name="Diff">Before and after as a unified diff or, where content must not be shown, a line that says what differs. Secrets are masked.</param>
/// <param name="Undo">How to undo it, in one line a person can run; null where it cannot be undone.</param>
/// <param name="Executed">False in a dry run, and where the attempt failed.</param>
/// <param name="Checked">In a dry run: what the server said to the same request with dryRun=All (<c>accepted</c>), or <c>not evaluated: why</c>. Where an attempt failed: <c>refused: why</c> or <c>stopped before the answer came</c>. Null where nothing was asked.</param>
public sealed record ChangeRecord(string Target, string Subject, string Action, string Diff, string? Undo, bool Executed, string? Checked);
