using Mesh.Core.Sources.Lint;

namespace Cake.Frosting.Mesh.Sources;

/// <summary>What makes a delivery by scripts fail in silence.</summary>
/// <param name="lint">Does the work.</param>
[TaskName(MeshTasks.LintScripts)]
[TaskDescription("what makes scripts, Jenkinsfiles, workflows and makefiles fail in silence")]
public sealed class LintScriptsTask(ScriptLint lint) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context) =>
        lint.RunAsync(context.Parameters.Options.Sources, context.Parameters.WorkingDirectory, context.Parameters.FailOn, context.Parameters.Cancellation);
}
