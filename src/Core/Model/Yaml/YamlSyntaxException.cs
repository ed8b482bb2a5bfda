namespace Mesh.Core.Model.Yaml;

/// <summary>A text is no YAML, or none that is fit to be read. Its message names source, line and column.</summary>
public sealed class YamlSyntaxException : FormatException
{
    /// <param name="source">What the text is: a path, or a few words.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column, from 1.</param>
    /// <param name="why">What is wrong there, without a full stop at its end.</param>
    /// <param name="innerException">What the parser said, where it was the parser.</param>
    public YamlSyntaxException(string source, long line, long column, string why, Exception? innerException = null)
        : base($"{source}:{line}:{column}: {why}", innerException)
    {
        At = new YamlPlace(line, column);
        Why = why;
    }

    /// <summary>Where.</summary>
    public YamlPlace At { get; }

    /// <summary>What is wrong there, without a full stop at its end.</summary>
    public string Why { get; }

    /// <summary>What kind of thing is wrong.</summary>
    public YamlFault Fault { get; init; }
}
