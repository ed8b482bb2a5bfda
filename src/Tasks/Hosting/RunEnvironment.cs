using System.Collections;
using Mesh.Core.Findings;

namespace Cake.Frosting.Mesh.Hosting;

/// <summary>What surrounds a run: its working directory, its environment variables and where it prints.</summary>
/// <param name="WorkingDirectory">The working directory.</param>
/// <param name="Variables">All environment variables.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="IsTerminal">True when standard output is a terminal that understands escapes.</param>
public sealed record RunEnvironment(string WorkingDirectory, IReadOnlyDictionary<string, string> Variables, TextWriter Output, TextWriter Error, bool IsTerminal)
{
    /// <summary>This process's own.</summary>
    public static RunEnvironment OfThisProcess()
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
        // https://no-color.org: any non-empty value. A redirected output never gets an escape, whatever TERM says.
        var plain = Console.IsOutputRedirected || variables.GetValueOrDefault("NO_COLOR", "").Length > 0 || variables.GetValueOrDefault("TERM") is "dumb";
        if (plain || Console.IsErrorRedirected)
        {
            // Cake looks at TERM alone and would colour a file; the tools that are run listen to this as well.
            Environment.SetEnvironmentVariable("NO_COLOR", "1");
        }

        return new RunEnvironment(Environment.CurrentDirectory, variables, Console.Out, Console.Error, !plain);
    }

    /// <summary>The same in another working directory, which becomes that of the process: not every host has <c>--working</c>.</summary>
    /// <param name="folder">The folder; null to stay.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/> when it is not there.</exception>
    public RunEnvironment In(string? folder)
    {
        if (folder is null)
        {
            return this;
        }

        var path = Path.GetFullPath(folder, WorkingDirectory);
        if (!Directory.Exists(path))
        {
            throw new MeshException(ExitCode.NoInput, $"the working directory {path} is not there", "Name a folder that is there with --working");
        }

        Environment.CurrentDirectory = path;
        return this with { WorkingDirectory = path };
    }

    /// <summary>A variable's value, or null when it is absent or empty.</summary>
    /// <param name="name">Its name.</param>
    public string? Value(string name) => Variables.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
