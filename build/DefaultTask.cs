using Cake.Frosting;
using Cake.Frosting.Mesh;
using Cake.Frosting.Mesh.Hosting;
using Mesh.Core.Journal;

namespace Build;

/// <summary>Lists the targets with their descriptions and arguments.</summary>
/// <param name="run">Knows the tasks.</param>
/// <param name="journal">Prints.</param>
[TaskName("Default")]
[TaskDescription("list the targets with their arguments")]
public sealed class DefaultTask(MeshRun run, RunJournal journal) : FrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override void Run(IMeshContext context) => journal.Note(TaskListing.Of(run.Catalogue));
}
