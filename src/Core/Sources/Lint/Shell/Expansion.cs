namespace Mesh.Core.Sources.Lint.Shell;

/// <summary>A part of a word that is known at run time only.</summary>
/// <param name="Name">The variable's name; null for the output of a command, and for arithmetic.</param>
/// <param name="Modifier">What follows the name within braces, such as <c>:-null</c> or <c>:?</c>; empty for none.</param>
/// <param name="IsQuoted">True within double quotes, where it stays one word.</param>
internal sealed record Expansion(string? Name, string Modifier, bool IsQuoted)
{
    /// <summary>What stands in for it when it is unset or empty; null where nothing does.</summary>
    public string? Default => Modifier is [':', '-' or '=', ..] ? Modifier[2..] : Modifier is ['-' or '=', ..] ? Modifier[1..] : null;

    /// <summary>True when the shell ends where it is not set.</summary>
    public bool IsDemanded => Modifier.StartsWith(":?", StringComparison.Ordinal) || Modifier.StartsWith('?');
}
