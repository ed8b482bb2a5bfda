using Cake.Frosting;
using Cake.Frosting.Mesh;
using Mesh.Core.Journal;
using Mesh.Core.Processes;

namespace Build;

/// <summary>Makes the NuGet package of Cake.Frosting.Mesh.</summary>
/// <param name="commands">Runs dotnet.</param>
/// <param name="journal">Prints.</param>
[TaskName("Pack")]
[TaskDescription("the NuGet package of Cake.Frosting.Mesh, into the report folder")]
public sealed class PackTask(ICommandRunner commands, RunJournal journal) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override async Task RunAsync(IMeshContext context)
    {
        var folder = Path.GetFullPath(Path.Combine(context.Parameters.ReportFolder, "packages"));
        var packed = await commands.RunAsync(
            new Command("dotnet", ["pack", "src/Tasks/Cake.Frosting.Mesh.csproj", "-c", "Release", "-v", "quiet", "-nologo", "-o", folder]), context.Parameters.Cancellation);
        packed.EnsureSuccess();
        journal.Summarize(string.Join(", ", Directory.GetFiles(folder, "*.nupkg").Select(Path.GetFileName)));
    }
}
