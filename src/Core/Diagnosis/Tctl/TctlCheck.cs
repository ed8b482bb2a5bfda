using Mesh.Core.Configuration;
using Mesh.Core.Diagnosis.Tctl.Reading;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Processes;

namespace Mesh.Core.Diagnosis.Tctl;

/// <summary>Checks the active profile of tctl, the command line of Tetrate Service Bridge: one without organisation or tenant looks as if tctl could not connect. Changes nothing and asks no server.</summary>
/// <param name="commands">Runs tctl, where there is no file to read.</param>
/// <param name="journal">Where it is told.</param>
public sealed class TctlCheck(ICommandRunner commands, RunJournal journal)
{
    private const string Variable = "TCTL_CONFIG";
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>What tctl takes from the machine.</summary>
    public TctlSurroundings Surroundings { get; init; } = new();

    /// <summary>Checks the configured file before anything is done; nothing where none is configured.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="workingDirectory">What a relative path is relative to.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: the file is not there; <see cref="ExitCode.InputOutput"/>: it cannot be read; <see cref="ExitCode.MalformedInput"/>: it is no configuration of tctl.
    /// What it finds is in the journal, and ends the run with <see cref="ExitCode.FindingsFound"/>.</exception>
    public void CheckConfigured(MeshOptions options, string workingDirectory)
    {
        if (options.Tctl?.Config is not { Length: > 0 } path)
        {
            return;
        }

        var report = OfFile(path, workingDirectory);
        foreach (var finding in report.Findings)
        {
            journal.Find(finding);
        }

        if (report.Findings.Count == 0)
        {
            journal.Note($"tctl: the active profile {report.Profile} has a cluster and an account with organisation and tenant");
        }
    }

    /// <summary>Looks for tctl and what it has been told, as part of a diagnosis: never an error.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="workingDirectory">What a relative path is relative to.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Null where there is neither a file nor tctl.</returns>
    public async Task<TctlReport?> LookAsync(MeshOptions options, string workingDirectory, CancellationToken cancellation)
    {
        try
        {
            return (options.Tctl?.Config ?? Surroundings.Variable(Variable)) is { Length: > 0 } told ? OfFile(told, workingDirectory)
                : Surroundings.Home.Length > 0 && Path.Combine(Surroundings.Home, ".tctl", "config") is var usual && File.Exists(usual) ? OfFile(usual, workingDirectory)
                : Surroundings.AsksTool && await new TctlTool(commands).ReadAsync(cancellation) is { } config ? TctlJudge.Judge(config) : null;
        }
        catch (MeshException unread)
        {
            return new(null, [], [$"tctl: {unread.Reason}"]);
        }
    }

    // As it was told, for that is how people know it.
    private TctlReport OfFile(string shown, string workingDirectory)
    {
        var path = Path.GetFullPath(shown, workingDirectory);
        var config = TctlFile.Read(path, shown, journal.Secrets);
        var report = TctlJudge.Judge(config);
        var mode = OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);
        return (mode & Others) != 0 && config.Users?.Values.Any(user => user.HasSecret) == true
            ? report with { Findings = [.. report.Findings, TctlFindings.Readable.On(shown, $"its mode is {Convert.ToString((int)mode, 8)}", shown) with { Remedy = $"chmod 600 {shown}, and change the password or log in anew where others may have read it" }] }
            : report;
    }
}
