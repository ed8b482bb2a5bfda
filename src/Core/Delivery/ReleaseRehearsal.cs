using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;

namespace Mesh.Core.Delivery;

/// <summary>Asks the server about each object of an upgrade with dryRun=All: validation, admission and quota answer as they would.</summary>
internal static class ReleaseRehearsal
{
    /// <returns>What could not be asked about, a sentence each.</returns>
    /// <exception cref="MeshException">The server's first refusal.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(ICluster cluster, ReleasePlan plan, CancellationToken cancellation)
    {
        var unasked = new List<string>();
        foreach (var difference in plan.Differences.Where(difference => difference.Action != "keep"))
        {
            if (await AskAsync(cluster, plan, difference, cancellation) is { } why)
            {
                unasked.Add($"{difference.Subject}: {why}");
            }
        }

        return unasked;
    }

    // As helm itself does it: what is new is created, what is there is patched with what the chart changes, so that the server sees what it will see.
    private static async Task<string?> AskAsync(ICluster cluster, ReleasePlan plan, ObjectDiff difference, CancellationToken cancellation)
    {
        var item = difference.Object;
        if (await cluster.FindKindAsync(item.ApiVersion, item.Kind, cancellation) is not { } kind)
        {
            return $"the server does not serve {item.ApiVersion} {item.Kind} yet";
        }

        var ns = kind.Namespaced ? plan.NamespaceOf(item) : null;
        if (ns is not null && plan.Brings(ns) && await IsMissingAsync(cluster, ns, cancellation))
        {
            return $"namespace {ns} is not there before the release creates it";
        }

        var isThere = !item.Name.EndsWith('*') && await cluster.GetAsync(kind, ns, item.Name, cancellation) is not null;
        switch (difference)
        {
            case { Action: "delete" }:
                // Helm does not mind when it is gone already.
                await (isThere ? cluster.DeleteAsync(kind, ns, item.Name, dryRun: true, cancellation) : Task.CompletedTask);
                return null;
            case { Action: "update", Before: { } before } when isThere:
                await cluster.PatchAsync(kind, ns, item.Name, PatchType.Merge, MergePatch.Between(before.Body, item.Body), dryRun: true, cancellation);
                return null;
            case { Action: "run" } when isThere:
                return "the hook of an earlier run is still there, and helm deletes it first";
            default:
                await cluster.CreateAsync(kind, kind.Namespaced ? plan.Placed(item) : (JsonObject)item.Body.DeepClone(), dryRun: true, cancellation);
                return null;
        }
    }

    // Helm needs no right to read namespaces, so neither does a rehearsal of it: where it may not look, the server's answer to the object itself tells.
    private static async Task<bool> IsMissingAsync(ICluster cluster, string ns, CancellationToken cancellation) =>
        await cluster.IsAllowedAsync(RequiredAccess.ReadIdentity, cancellation) && await cluster.GetAsync(ResourceKind.Namespace, null, ns, cancellation) is null;
}
