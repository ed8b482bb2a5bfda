namespace Mesh.Core.Sources.Lint.Shell;

/// <summary>A simple command: assignments, a program and its arguments.</summary>
/// <param name="Words">The program and its arguments, redirections left out; empty where there are only assignments.</param>
/// <param name="Assignments">The words NAME=VALUE before it.</param>
/// <param name="Lead">The operators and keywords between the command before and this one, such as <c>||</c>, <c>{</c>, <c>then</c>; a line break is <c>\n</c>.</param>
/// <param name="Depth">How many groups it stands in.</param>
/// <param name="Line">The line it begins on, from 1.</param>
/// <param name="LastLine">The line it ends on.</param>
internal sealed record ShellCommand(IReadOnlyList<ShellWord> Words, IReadOnlyList<ShellWord> Assignments, IReadOnlyList<string> Lead, int Depth, int Line, int LastLine)
{
    /// <summary>The program's name without its folder; empty where it is not known.</summary>
    public string Program { get; } = Words is [{ IsLiteral: true, Text: var text }, ..] ? text[(text.LastIndexOf('/') + 1)..] : "";

    /// <summary>The arguments.</summary>
    public IEnumerable<ShellWord> Arguments => Words.Skip(1);

    /// <summary>The operator that joins it to what stands before: <c>&amp;&amp;</c>, <c>||</c>, <c>|</c>, <c>;</c>, <c>&amp;</c> or a line break; empty for the first command.</summary>
    public string Join { get; } = Lead.LastOrDefault(item => item is "&&" or "||" or "|" or ";" or "&" or "\n") ?? "";

    /// <summary>True when a group of commands begins with it.</summary>
    public bool Opens => Lead.Count > 0 && Lead[^1] is "{" or "(";
}
