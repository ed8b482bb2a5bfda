using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Istio.Revisions.Moving;

/// <summary>Gives namespaces the labels that lead to a revision.</summary>
internal sealed class NamespaceLabels(UpgradeContext context)
{
    /// <summary>Does nothing where the labels are these already. Someone else's change in between is refused by the server.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="to">The labels.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>False when there is no such namespace any more.</returns>
    public async Task<bool> PutAsync(string ns, InjectionLabels to, CancellationToken cancellation)
    {
        if (await context.Cluster.GetAsync(ResourceKind.Namespace, null, ns, cancellation) is not { } found)
        {
            context.Journal.Note($"namespace {ns} is no longer there");
            return false;
        }

        var from = InjectionLabels.Of(found);
        if (from != to)
        {
            await context.Gate.PassAsync(new Change
            {
                Target = "cluster", Subject = $"namespace/{ns}", Action = "move",
                Diff = UnifiedDiff.Of($"metadata:\n  labels:\n{from.Lines}", $"metadata:\n  labels:\n{to.Lines}"),
                Undo = $"kubectl label namespace {ns} {Argument(MeshLabels.Injection, from.Injection)} {Argument(MeshLabels.Revision, from.Revision)} --overwrite --context {context.Cluster.Context}",
                Ask = token => PatchAsync(ns, from, to, dryRun: true, token),
                Execute = token => PatchAsync(ns, from, to, dryRun: false, token),
            }, cancellation);
        }

        return true;
    }

    private Task<JsonObject> PatchAsync(string ns, InjectionLabels from, InjectionLabels to, bool dryRun, CancellationToken cancellation) =>
        context.Cluster.PatchAsync(ResourceKind.Namespace, null, ns, PatchType.Json, from.PatchTo(to), dryRun, cancellation);

    private static string Argument(string label, string? value) => value is null ? $"{label}-" : $"{label}={value}";
}
