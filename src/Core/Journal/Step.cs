using Mesh.Core.Findings;

namespace Mesh.Core.Journal;

/// <summary>One step of a run, that is one task.</summary>
/// <param name="Name">The task's name, such as Mesh.RestartWorkloads.</param>
/// <param name="Started">When it began.</param>
/// <param name="Duration">How long it took; zero while it runs.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Note">One line for the table of steps: what was done, or why nothing was; empty where there is nothing to say.</param>
/// <param name="Failure">How it failed; null unless <paramref name="Status"/> is <see cref="StepStatus.Failed"/>.</param>
public sealed record Step(string Name, DateTimeOffset Started, TimeSpan Duration, StepStatus Status, string Note, Failure? Failure);
