using Cake.Frosting;
using Cake.Frosting.Mesh;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Processes;

namespace Build;

/// <summary>Tells the story of a delivery four times on a cluster in memory: refused, done, stopped before the cluster is touched, failed with a reason.</summary>
/// <param name="commands">Starts this very program again, so that what is shown is what a shell would see.</param>
/// <param name="journal">Prints.</param>
[TaskName("Demo")]
[TaskDescription("four deliveries on a cluster in memory: refused, done, stopped before the cluster is touched, failed with a reason")]
public sealed class DemoTask(ICommandRunner commands, RunJournal journal) : AsyncFrostingTask<IMeshContext>
{
    private static readonly Scene[] Scenes =
    [
        new("1. The context is the word null, as a build once printed it. It must stop before anything is done.", "null", "demo", ExitCode.Configuration),
        new("2. The same delivery with the right context. Watch the rollout.", "locust-eks", "demo", ExitCode.Done),
        new("3. The image was built for amd64 and the nodes are arm64. It must be found before the cluster is touched.", "locust-eks", "demo-amd64-image", ExitCode.FindingsFound),
        new("4. A release whose program crashes, which no check can know beforehand. It must fail in seconds and say why.", "locust-eks", "demo-broken-image", ExitCode.RolloutFailed),
    ];

    /// <inheritdoc/>
    public override async Task RunAsync(IMeshContext context)
    {
        foreach (var (index, scene) in Scenes.Index())
        {
            string[] arguments =
            [
                typeof(DemoTask).Assembly.Location, "--target", MeshTasks.Deliver, "--kube-context", scene.Context, "--sandbox", $"build/scenarios/{scene.Scenario}.yaml",
                "--config", $"build/scenarios/{scene.Scenario}.mesh.yaml", "--report", Path.Combine(context.Parameters.ReportFolder, $"demo-{index + 1}"),
            ];
            journal.Note($"\n{scene.Story}\n$ ./build.sh {string.Join(' ', arguments.Skip(1))}");
            var result = await commands.RunAsync(new Command("dotnet", arguments), context.Parameters.Cancellation);
            if (result.ExitCode != scene.Expected)
            {
                throw new MeshException(ExitCode.Internal, $"scene {index + 1} ended with {result.ExitCode} where {scene.Expected} was due", "Read its output above; this is a fault of this program");
            }

            journal.Note($"It ended with {result.ExitCode}, as it should.");
        }

        journal.Summarize($"{Scenes.Length} scenes came out as they should");
    }

    private sealed record Scene(string Story, string Context, string Scenario, int Expected);
}
