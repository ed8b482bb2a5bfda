namespace Mesh.Core.Processes;

/// <summary>A tool to run: an executable and an array of arguments, never a shell line.</summary>
/// <param name="Executable">A name that is looked up on PATH, or a path.</param>
/// <param name="Arguments">The arguments, one each, passed as they are. Never a secret: other users can read them; use <see cref="Environment"/> or <see cref="Input"/>.</param>
public sealed record Command(string Executable, IReadOnlyList<string> Arguments)
{
    /// <summary>Where to run it; null for the working directory of this process.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables to set (or, with null, to remove) on top of this process's own.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>What to write to its standard input; null closes it at once.</summary>
    public string? Input { get; init; }

    /// <summary>How long it may run before its process tree is ended, which is exit code 75. Default: no limit but the run's own.</summary>
    public TimeSpan Timeout { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>True to keep its output off the console (it is captured all the same): for output that is data, not talk.</summary>
    public bool Quiet { get; init; }

    /// <summary>The name shown before its output lines: the file name of the executable.</summary>
    public string Name => Path.GetFileNameWithoutExtension(Executable);
}
