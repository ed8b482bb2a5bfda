namespace Mesh.Core.Sources.Lint.Shell;

/// <summary>What is written is no script to its end.</summary>
/// <param name="line">Where what is not closed begins, from 1.</param>
/// <param name="message">What is wrong.</param>
internal sealed class ShellSyntaxException(int line, string message) : Exception(message)
{
    /// <summary>The line, from 1.</summary>
    public int Line { get; } = line;
}
