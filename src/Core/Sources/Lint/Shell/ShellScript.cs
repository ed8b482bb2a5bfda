namespace Mesh.Core.Sources.Lint.Shell;

/// <summary>A script as a list of simple commands.</summary>
/// <param name="Commands">Its commands in the order they are written.</param>
/// <param name="Tail">The operators and keywords after the last of them.</param>
/// <param name="Nested">Scripts whose output becomes a word.</param>
internal sealed record ShellScript(IReadOnlyList<ShellCommand> Commands, IReadOnlyList<string> Tail, IReadOnlyList<ShellScript> Nested)
{
    /// <summary>This one and all within it.</summary>
    public IEnumerable<ShellScript> All => Nested.SelectMany(script => script.All).Prepend(this);

    /// <summary>The operators and keywords behind a command.</summary>
    /// <param name="index">The command.</param>
    public IReadOnlyList<string> Behind(int index) => index + 1 < Commands.Count ? Commands[index + 1].Lead : Tail;
}
