using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Revisions.State;

/// <summary>
/// Keeps where an upgrade stands in a ConfigMap of the control plane's namespace, and keeps two runs apart. Every write is refused by the server unless the run still holds it,
/// so that a run which was taken for dead and is not does no harm to the state.
/// </summary>
/// <remarks>Whether a holder lives is told by whether it renews its hold while we look, never by comparing clocks of two machines.</remarks>
internal sealed class UpgradeLedger(ICluster cluster, string ns, ChangeGate gate, RunJournal journal, TimeProvider time) : IAsyncDisposable
{
    /// <summary>The name of the ConfigMap.</summary>
    public const string Name = "mesh-upgrade";

    private const string StateKey = "state";
    private const string HolderKey = "holder";
    private const string RenewedKey = "renewed";
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource done = new();
    private readonly CancellationTokenSource lost = new();
    private readonly string me = $"{System.Environment.MachineName}/{System.Environment.ProcessId}/{Guid.NewGuid():N}";
    private Task renewing = Task.CompletedTask;
    private string written = "";
    private bool held;

    /// <summary>How long a holder may not have renewed its hold before another takes over.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Cancelled when another run has taken over.</summary>
    public CancellationToken Lost => lost.Token;

    private string Subject => ResourceKind.ConfigMap.Describe(ns, Name);

    /// <summary>Where it stands; null when there is no upgrade.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> when what is there says nothing.</exception>
    public async Task<UpgradeState?> ReadAsync(CancellationToken cancellation) =>
        await FindAsync(cancellation) is { } map ? UpgradeState.Read(map.Text("data", StateKey) ?? "", $"{Subject} of {cluster.Context}") : null;

    /// <summary>Takes hold of it; waits for a holder that may be dead.</summary>
    /// <param name="state">What is written where there is nothing yet.</param>
    /// <param name="yes">True to take it from a holder at once.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Where it stands now.</returns>
    /// <exception cref="MeshException"><see cref="ExitCode.Refused"/>: another run is at work.</exception>
    public async Task<UpgradeState> TakeAsync(UpgradeState state, bool yes, CancellationToken cancellation)
    {
        if (await FindAsync(cancellation) is not { } map)
        {
            await PassAsync("create", "", state.Text, dryRun => cluster.CreateAsync(ResourceKind.ConfigMap, Fresh(state), dryRun, cancellation), cancellation);
        }
        else
        {
            var holder = map.Text("data", HolderKey) ?? "";
            if (holder.Length > 0 && gate.DryRun != DryRun.Off)
            {
                journal.Note($"{Subject} is held by {Printable.OneLine(holder)} since {Printable.OneLine(map.Text("data", RenewedKey) ?? "?")}; a run that changes anything waits up to {TimeLimit.Format(Patience)} for it");
            }
            else if (holder.Length > 0)
            {
                holder = await OutwaitAsync(holder, yes, cancellation);
            }

            await PassAsync("hold", $"{HolderKey}: \"{holder}\"\n", $"{HolderKey}: \"{me}\"\n", dryRun => PatchAsync(holder, dryRun, cancellation, (HolderKey, me), (RenewedKey, Now)), cancellation);
            state = await ReadAsync(cancellation) ?? state;
        }

        held = gate.DryRun == DryRun.Off;
        written = state.Text;
        return state;
    }

    /// <summary>Writes where it stands.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.Refused"/>: another run has taken over.</exception>
    public async Task<UpgradeState> SaveAsync(UpgradeState state, CancellationToken cancellation)
    {
        if (state.Text != written)
        {
            await PassAsync("note", written, state.Text, dryRun => WriteAsync(state, dryRun, cancellation), cancellation);
            written = state.Text;
        }

        return state;
    }

    /// <summary>Lets go of it, so that the next run need not wait.</summary>
    public async ValueTask DisposeAsync()
    {
        await done.CancelAsync();
        await renewing;
        if (held)
        {
            try
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
                await PatchAsync(me, dryRun: false, limit.Token, (HolderKey, ""));
            }
            catch (Exception exception) when (exception is MeshException or OperationCanceledException)
            {
                // The next run finds out by itself that nobody renews it.
            }
        }

        done.Dispose();
        lost.Dispose();
    }

    /// <summary>The end of a run that another has taken the upgrade from.</summary>
    public static MeshException TakenOver(string ns) =>
        new(ExitCode.Refused, $"another run has taken over the upgrade of {ns}, so that this one has stopped", "Look at the other run; nothing has to be undone");

    private string Now => time.GetUtcNow().UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);

    private Task<JsonObject?> FindAsync(CancellationToken cancellation) => cluster.GetAsync(ResourceKind.ConfigMap, ns, Name, cancellation);

    private Task PassAsync(string action, string before, string after, Func<bool, Task> write, CancellationToken cancellation) => gate.PassAsync(new Change
    {
        Target = "cluster", Subject = Subject, Action = action, Diff = UnifiedDiff.Of(before, after), Undo = action == "create" ? $"kubectl delete configmap {Name} --namespace {ns} --context {cluster.Context}" : null,
        Ask = _ => write(true),
        Execute = async _ =>
        {
            await write(false);
            // To hold it is to renew it, from this change on until the run lets go.
            renewing = renewing.IsCompleted && action != "note" ? RenewAsync() : renewing;
        },
    }, cancellation);

    private async Task RenewAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Renewal, time, done.Token);
                try
                {
                    await PatchAsync(me, dryRun: false, done.Token, (RenewedKey, Now));
                }
                catch (MeshException exception) when (exception.ExitCode == ExitCode.Refused || exception.ExitCode == ExitCode.NoInput)
                {
                    held = false;
                    await lost.CancelAsync();
                    return;
                }
                catch (MeshException)
                {
                    // No server for a moment: the next renewal tells.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run lets go.
        }
    }

    private async Task<string> OutwaitAsync(string holder, bool yes, CancellationToken cancellation)
    {
        var (seen, started) = ("", time.GetTimestamp());
        while (!yes)
        {
            var map = await FindAsync(cancellation);
            var (now, renewed) = (map.Text("data", HolderKey) ?? "", map.Text("data", RenewedKey) ?? "");
            if (now.Length == 0)
            {
                return now;
            }

            seen = seen.Length == 0 ? $"{now} {renewed}" : seen;
            if ($"{now} {renewed}" != seen)
            {
                throw new MeshException(ExitCode.Refused, $"another run is at work on this upgrade: {Printable.OneLine(now)} holds {Subject}, renewed {Printable.OneLine(renewed)}",
                    "Wait until it has ended; --yes takes the upgrade away from it");
            }

            if (time.GetElapsedTime(started) >= Patience)
            {
                holder = now;
                break;
            }

            journal.Progress(Name, $"held by {Printable.OneLine(now)}; looking whether it lives");
            await Task.Delay(Look, time, cancellation);
        }

        journal.Progress(Name, "taken over", finished: true);
        journal.Note($"taken over from {Printable.OneLine(holder)}, {(yes ? "as --yes says" : $"which did not renew its hold for {TimeLimit.Format(Patience)}")}");
        return holder;
    }

    private Task<JsonObject> PatchAsync(string holder, bool dryRun, CancellationToken cancellation, params (string Key, string Value)[] values)
    {
        // In a dry run nobody holds anything, and the state's own content is all there is to ask about.
        JsonArray patch = [.. values.Select(one => new JsonObject { ["op"] = "add", ["path"] = $"/data/{one.Key}", ["value"] = one.Value })];
        if (!dryRun)
        {
            patch.Insert(0, new JsonObject { ["op"] = "test", ["path"] = $"/data/{HolderKey}", ["value"] = holder });
        }

        return cluster.PatchAsync(ResourceKind.ConfigMap, ns, Name, PatchType.Json, patch, dryRun, cancellation);
    }

    // The server says of a test operation that fails no more than that it fails.
    private async Task<JsonObject> WriteAsync(UpgradeState state, bool dryRun, CancellationToken cancellation)
    {
        try
        {
            return await PatchAsync(me, dryRun, cancellation, (StateKey, state.Text), (RenewedKey, Now));
        }
        catch (MeshException exception) when (exception.ExitCode is ExitCode.Refused or ExitCode.NoInput)
        {
            var map = await FindAsync(cancellation);
            held = held && map.Text("data", HolderKey) == me;
            throw held || dryRun ? exception : TakenOver(ns);
        }
    }

    private JsonObject Fresh(UpgradeState state) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = Name, ["namespace"] = ns, ["labels"] = new JsonObject { ["app.kubernetes.io/managed-by"] = "mesh" } },
        ["data"] = new JsonObject { [HolderKey] = me, [RenewedKey] = Now, [StateKey] = state.Text },
    };
}
