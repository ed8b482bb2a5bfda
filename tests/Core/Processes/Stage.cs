using Mesh.Core.Journal;
using Mesh.Core.Processes;

namespace Mesh.Core.Tests.Processes;

/// <summary>A command runner on the system's clock, with what it tells the journal.</summary>
internal sealed class Stage
{
    public Stage()
    {
        Journal = new RunJournal(TimeProvider.System, new Secrets());
        Journal.Listen(Recorder);
        Runner = new CommandRunner(Journal, TimeProvider.System);
    }

    public Recorder Recorder { get; } = new();

    public RunJournal Journal { get; }

    public CommandRunner Runner { get; }

    public static Command Shell(string script, params string[] arguments) => new("/bin/sh", ["-c", script, "script", .. arguments]);

    public Task<CommandResult> RunAsync(Command command, CancellationToken cancellation = default) => Runner.RunAsync(command, cancellation);

    public Task<CommandResult> RunAsync(string script) => Runner.RunAsync(Shell(script), CancellationToken.None);

    /// <summary>Whether a process still runs; a dead one that nobody has waited for does not.</summary>
    public static bool IsRunning(string pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
