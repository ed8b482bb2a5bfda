using Mesh.Core.Sources;

namespace Cake.Frosting.Mesh.Sources;

/// <summary>CRLF to LF in scripts and pipeline files.</summary>
/// <param name="lineEndings">Does the work.</param>
[TaskName(MeshTasks.NormalizeLineEndings)]
[TaskDescription("CRLF to LF in scripts and pipeline files")]
[TaskArgument("check", "change nothing; end with 79 when a file would change")]
public sealed class NormalizeLineEndingsTask(LineEndings lineEndings) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context) => lineEndings.NormalizeAsync(
        context.Parameters.Options.Sources, context.Parameters.WorkingDirectory, context.Parameters.CommandLine.Has("check"), context.Parameters.Cancellation);
}
