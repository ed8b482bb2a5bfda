using Mesh.Core.Configuration;
using Mesh.Core.Diagnosis.Tctl;
using Mesh.Core.Journal;
using Mesh.Core.Processes;

namespace Mesh.Core.Tests.Diagnosis.Tctl;

/// <summary>A home folder with tctl's file in it, and perhaps a tctl.</summary>
internal sealed class TctlFolder : IDisposable
{
    public string Home { get; } = Directory.CreateTempSubdirectory("mesh-tctl-").FullName;

    public RunJournal Journal { get; } = new(TimeProvider.System, new Secrets());

    public string File => Path.Combine(Home, ".tctl", "config");

    /// <summary>What TCTL_CONFIG is set to.</summary>
    public string? Variable { get; set; }

    public string Write(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, text);
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return File;
    }

    /// <summary>Puts a tctl there, as a script.</summary>
    public void Install(string script)
    {
        var path = Path.Combine(Home, "tctl");
        System.IO.File.WriteAllText(path, "#!/bin/sh\n" + script);
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    public Task<TctlReport?> LookAsync(string? config = null) => Check().LookAsync(new MeshOptions { Tctl = config is null ? null : new() { Config = config } }, Home, default);

    public void CheckConfigured(string? config) => Check().CheckConfigured(new MeshOptions { Tctl = new() { Config = config } }, Home);

    public void Dispose() => Directory.Delete(Home, recursive: true);

    private TctlCheck Check() => new(new OwnPath(new CommandRunner(Journal, TimeProvider.System), Home), Journal) { Surroundings = new() { Home = Home, Variable = name => name == "TCTL_CONFIG" ? Variable : null } };

    // PATH is the whole process's; a test has its own.
    private sealed class OwnPath(ICommandRunner inner, string folder) : ICommandRunner
    {
        public Task<CommandResult> RunAsync(Command command, CancellationToken cancellation) => inner.RunAsync(command with { Environment = new Dictionary<string, string?> { ["PATH"] = $"{folder}:/usr/bin:/bin" } }, cancellation);
    }
}
