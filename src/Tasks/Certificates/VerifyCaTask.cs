using Mesh.Core.Certificates;

namespace Cake.Frosting.Mesh.Certificates;

/// <summary>What istiod and Envoy will make of a CA, before either sees it.</summary>
/// <param name="verification">Does the work.</param>
[TaskName(MeshTasks.VerifyCa)]
[TaskDescription("what istiod and Envoy will make of the clusters' CAs, or of a chain, before either sees it")]
[TaskArgument("folder", "the folder of one CA instead of the configured ones", Value = "PATH")]
[TaskArgument("file", "a PEM bundle or a dump of Envoy's secrets instead; - for the standard input", Value = "PATH")]
public sealed class VerifyCaTask(CaVerification verification) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context) => verification.RunAsync(
        context.Parameters.Options.Certificates,
        context.Parameters.WorkingDirectory,
        context.Parameters.CommandLine.Value("folder"),
        context.Parameters.CommandLine.Value("file"),
        context.Parameters.Cancellation);
}
