namespace Mesh.Core.Diagnosis.Symptoms;

/// <summary>A line beside a message in a log: the command before it, what followed from it.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Text">What it says, one line, without its time and colours.</param>
public sealed record NearLine(int Line, string Text);
