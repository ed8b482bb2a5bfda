using Cake.Frosting;
using Cake.Frosting.Mesh;
using Mesh.Core.Journal;
using Mesh.Core.Processes;

namespace Build;

/// <summary>Measures this build side by side with the tools people use today.</summary>
/// <param name="commands">Runs the scripts of tests/Benchmarks.</param>
/// <param name="journal">Prints.</param>
[TaskName("Bench")]
[TaskDescription("side by side with the tools people use today")]
public sealed class BenchTask(ICommandRunner commands, RunJournal journal) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override async Task RunAsync(IMeshContext context)
    {
        var scripts = Directory.GetFiles("tests/Benchmarks", "*.sh").Order(StringComparer.Ordinal).ToList();
        foreach (var script in scripts)
        {
            journal.Note($"\n{script}");
            var measured = await commands.RunAsync(new Command("bash", [script]), context.Parameters.Cancellation);
            measured.EnsureSuccess();
        }

        journal.Summarize($"{scripts.Count} benchmarks");
    }
}
