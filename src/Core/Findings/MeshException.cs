namespace Mesh.Core.Findings;

/// <summary>
/// The one exception this library throws on purpose: an exit code, one sentence of reason and one of remedy.
/// Its message is what the last line on standard error says after <c>mesh: exit N: </c>.
/// </summary>
public sealed class MeshException : Exception
{
    /// <param name="exitCode">One of <see cref="Findings.ExitCode"/>, or a tool's own code between 1 and 63.</param>
    /// <param name="reason">What went wrong, where (file:line where there is one) and why; one sentence without a full stop at its end.</param>
    /// <param name="remedy">What to do about it; one sentence without a full stop at its end.</param>
    /// <param name="innerException">What caused it, where something else was thrown first.</param>
    public MeshException(int exitCode, string reason, string remedy, Exception? innerException = null)
        : base($"{reason}. {remedy}", innerException)
    {
        ExitCode = exitCode;
        Reason = reason;
        Remedy = remedy;
    }

    /// <summary>The code the process ends with.</summary>
    public int ExitCode { get; }

    /// <summary>What went wrong, where and why.</summary>
    public string Reason { get; }

    /// <summary>What to do about it.</summary>
    public string Remedy { get; }
}
