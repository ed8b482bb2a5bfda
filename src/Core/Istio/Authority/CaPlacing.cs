using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;

namespace Mesh.Core.Istio.Authority;

/// <summary>Puts a CA into the secret cacerts, restarts istiod with it and proves that it is used.</summary>
/// <remarks>The secret says that a restart is to follow until it is done, so that a run that was stopped in between is taken up again by the next.</remarks>
internal sealed class CaPlacing(ICluster cluster, string ns, ChangeGate gate, RunJournal journal, TimeProvider time, TimeSpan timeout, string? address)
{
    private readonly SecretWriting writing = new(cluster, ns, gate);

    public async Task PutAsync(LiveState live, CaFiles files, string undo, CancellationToken cancellation)
    {
        if (!live.NamespaceIsThere)
        {
            await writing.MakeNamespaceAsync(cancellation);
        }

        var mark = live.Istiods.Count == 0 ? null : time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        await writing.PutAsync(LiveAuthority.PluggedIn, live.PluggedIn, files, new JsonObject { [LiveState.Pending] = mark }, live.NamespaceIsThere || gate.DryRun == DryRun.Off, undo, cancellation);
        await RestartAsync(live, mark, files, isMarked: false, cancellation);
    }

    /// <summary>Takes up a restart that an earlier run began; does nothing when none is left over.</summary>
    public Task ResumeAsync(LiveState live, CaFiles files, CancellationToken cancellation) =>
        live.RestartPending is { } mark ? RestartAsync(live, mark, files, isMarked: true, cancellation) : Task.CompletedTask;

    public Task ProveAsync(CaFiles files, CancellationToken cancellation) => new IstiodProof(cluster, ns, journal, time).RunAsync(files, address, cancellation);

    private async Task RestartAsync(LiveState live, string? mark, CaFiles files, bool isMarked, CancellationToken cancellation)
    {
        if (live.Istiods.Count > 0)
        {
            await new WorkloadRestarter(cluster, gate, journal, time).RestartAsync(live.Istiods, timeout, cancellation);
        }

        if (mark is not null)
        {
            await writing.SettleAsync(mark, isMarked, cancellation);
        }

        if (live.Istiods.Count > 0 && gate.DryRun == DryRun.Off)
        {
            await ProveAsync(files, cancellation);
        }
    }
}
