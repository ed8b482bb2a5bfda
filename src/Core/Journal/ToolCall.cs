namespace Mesh.Core.Journal;

/// <summary>One run of an outside tool. Secrets are masked already.</summary>
/// <param name="Tool">The path of the executable.</param>
/// <param name="Arguments">Its arguments, one each.</param>
/// <param name="Started">When it was started.</param>
/// <param name="Duration">How long it ran.</param>
/// <param name="ExitCode">What it ended with; 128 + N where signal N ended it.</param>
public sealed record ToolCall(string Tool, IReadOnlyList<string> Arguments, DateTimeOffset Started, TimeSpan Duration, int ExitCode);
