namespace Mesh.Core.Sources.Lint.Shell;

/// <summary>A word as the shell splits a line into them.</summary>
/// <param name="Text">The word without its quotes; what is only known at run time is <see cref="Unknown"/>.</param>
/// <param name="Line">The line it begins on, from 1.</param>
/// <param name="LastLine">The line it ends on.</param>
/// <param name="Expansions">What is put in at run time, in its order.</param>
/// <param name="IsQuoted">True when any of it stands in quotes: then it is no keyword.</param>
internal sealed record ShellWord(string Text, int Line, int LastLine, IReadOnlyList<Expansion> Expansions, bool IsQuoted)
{
    /// <summary>Stands in a text for one expansion.</summary>
    public const char Unknown = '\uFFFC';

    /// <summary>True when all of it is known.</summary>
    public bool IsLiteral => Expansions.Count == 0;

    /// <summary>The whole word is this one expansion; null when it is more or less.</summary>
    public Expansion? Alone => Text is [Unknown] ? Expansions[0] : null;
}
