using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Delivery;

/// <summary>Asks the server about each object of an upgrade with dryRun=All: validation, admission and quota answer as they would.</summary>
internal static class ReleaseRehearsal
{
    /// <exception cref="MeshException">The server's first refusal.</exception>
    public static async Task RunAsync(ICluster cluster, ReleasePlan plan, RunJournal journal, CancellationToken cancellation)
    {
        foreach (var difference in plan.Differences)
        {
            var kind = await cluster.FindKindAsync(difference.ApiVersion, difference.Kind, cancellation);
            if (kind is null)
            {
                journal.Note($"not evaluated: {difference.Subject}: the server does not serve {difference.ApiVersion} {difference.Kind} yet");
                continue;
            }

            if (kind.Namespaced && plan.Release.CreateNamespace && await cluster.GetAsync(ResourceKind.Namespace, null, difference.Namespace!, cancellation) is null)
            {
                journal.Note($"not evaluated: {difference.Subject}: namespace {difference.Namespace} is not there before the release creates it");
                continue;
            }

            if (difference.Action == ObjectAction.Delete)
            {
                await cluster.DeleteAsync(kind, kind.Namespaced ? difference.Namespace : null, difference.Name, dryRun: true, cancellation);
            }
            else
            {
                // Forced: helm owns these fields and will take them; whether another manager minds is helm's own business.
                await cluster.ApplyAsync(kind, difference.Object, dryRun: true, force: true, cancellation);
            }
        }
    }
}
