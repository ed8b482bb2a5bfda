namespace Mesh.Core.Sources.Lint;

/// <summary>How the shell that runs a script is set before its first line.</summary>
/// <param name="PipeFails">True when a pipeline fails with any of its commands.</param>
/// <param name="Variables">Variables that are set by then.</param>
internal sealed record ShellSettings(bool PipeFails, IReadOnlySet<string> Variables)
{
    /// <summary>A script that is run as a program.</summary>
    public static ShellSettings Plain { get; } = new(PipeFails: false, new HashSet<string>());
}
