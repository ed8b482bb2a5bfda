using Mesh.Core.Model;

namespace Mesh.Core.Findings;

/// <summary>How a run failed: what the process ends with and what its last line on standard error says.</summary>
/// <param name="ExitCode">The code the process ends with; never 0.</param>
/// <param name="Reason">What went wrong.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record Failure(int ExitCode, string Reason, string Remedy)
{
    /// <summary>The last line on standard error. Line breaks inside are folded and control characters taken out, so that it stays one line.</summary>
    public string LastLine => $"mesh: exit {ExitCode}: {Printable.Sentence(Reason)} {Printable.Sentence(Remedy)}".TrimEnd();
}
