using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Delivery;

/// <summary>Asks the server about each object of an upgrade with dryRun=All: validation, admission and quota answer as they would.</summary>
internal static class ReleaseRehearsal
{
    /// <exception cref="MeshException">The server's first refusal.</exception>
    public static async Task RunAsync(ICluster cluster, ReleasePlan plan, RunJournal journal, CancellationToken cancellation)
    {
        foreach (var difference in plan.Differences.Where(difference => difference.Action != "keep"))
        {
            var item = difference.Object;
            var kind = await cluster.FindKindAsync(item.ApiVersion, item.Kind, cancellation);
            if (kind is null)
            {
                journal.Note($"not evaluated: {difference.Subject}: the server does not serve {item.ApiVersion} {item.Kind} yet");
            }
            else if (kind.Namespaced && plan.Release.CreateNamespace && await cluster.GetAsync(ResourceKind.Namespace, null, plan.NamespaceOf(item), cancellation) is null)
            {
                journal.Note($"not evaluated: {difference.Subject}: namespace {plan.NamespaceOf(item)} is not there before the release creates it");
            }
            else
            {
                await AskAsync(cluster, plan, difference, kind, journal, cancellation);
            }
        }
    }

    // As helm itself does it: what is new is created, what is there is patched with what the chart changes, so that the server sees what it will see.
    private static async Task AskAsync(ICluster cluster, ReleasePlan plan, ObjectDiff difference, ResourceKind kind, RunJournal journal, CancellationToken cancellation)
    {
        var item = difference.Object;
        var ns = kind.Namespaced ? plan.NamespaceOf(item) : null;
        var body = kind.Namespaced ? plan.Placed(item) : (JsonObject)item.Body.DeepClone();
        if (difference.Action == "delete")
        {
            await cluster.DeleteAsync(kind, ns, item.Name, dryRun: true, cancellation);
        }
        else if (difference is { Action: "update", Before: { } before } && await cluster.GetAsync(kind, ns, item.Name, cancellation) is not null)
        {
            await cluster.PatchAsync(kind, ns, item.Name, PatchType.Merge, MergePatch.Between(before.Body, item.Body), dryRun: true, cancellation);
        }
        else if (difference.Action == "run" && body.Name().Length > 0 && await cluster.GetAsync(kind, ns, item.Name, cancellation) is not null)
        {
            journal.Note($"not evaluated: {difference.Subject}: the hook of an earlier run is still there, and helm deletes it first");
        }
        else
        {
            await cluster.CreateAsync(kind, body, dryRun: true, cancellation);
        }
    }
}
