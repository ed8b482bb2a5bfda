namespace Mesh.Integration.Environment;

/// <summary>How a program ended and what it wrote.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <returns>The standard output of a program that ended well.</returns>
    /// <exception cref="InvalidOperationException">It ended with another code than 0.</exception>
    public string Succeeded() =>
        ExitCode == 0 ? Output : throw new InvalidOperationException($"ended with {ExitCode}: {Error}{Output}");
}
