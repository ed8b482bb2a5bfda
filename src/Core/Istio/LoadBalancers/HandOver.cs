using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Istio.LoadBalancers;

// Leads a Service from one route to another and proves it, or leads it back: done whole or not at all. Going back on a hand-over is one, too.
internal sealed class HandOver(ICluster cluster, ChangeGate gate, RunJournal journal, TimeProvider time, HandOverFile file, HandOverRecord record)
{
    // How long a change under way may take once the run was told to stop: what has reached the server has to be known before it can be undone.
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(1);

    // The route from before was serving a moment ago; its endpoints are made anew within seconds.
    private static readonly TimeSpan BackAgain = TimeSpan.FromSeconds(20);

    private static readonly ResourceKind Kind = ResourceKind.Service;

    /// <summary>Makes the change and proves it; in a dry run shows it and asks the server.</summary>
    public async Task ForwardAsync(JsonObject service, TimeSpan limit, TimeSpan steady, CancellationToken cancellation)
    {
        var change = Leading(service, record.Before, record.After, "hand over", () => HandOverRecord.Reverted);
        await file.PutAsync(gate, record, cancellation);
        await gate.PassAsync(change.Change, cancellation);
        if (gate.DryRun == DryRun.Off)
        {
            await ProveAsync(change, change.Result!, limit, steady, cancellation);
        }
    }

    /// <summary>Goes on where a run was ended by force after the change.</summary>
    public Task FinishAsync(JsonObject service, TimeSpan limit, TimeSpan steady, CancellationToken cancellation) =>
        ProveAsync(Leading(service, record.Before, record.After, "hand over", () => HandOverRecord.Reverted), service, limit, steady, cancellation);

    /// <summary>Leads the Service to where it led before; with the same proof, unless there is nobody to prove it by.</summary>
    public async Task BackAsync(JsonObject service, bool prove, TimeSpan limit, TimeSpan steady, CancellationToken cancellation)
    {
        var change = Leading(service, record.After, record.Before, "revert", () => HandOverRecord.Adopted);
        await gate.PassAsync(change.Change, cancellation);
        if (gate.DryRun != DryRun.Off)
        {
            return;
        }

        if (prove)
        {
            await ProveAsync(change, change.Result!, limit, steady, cancellation);
        }
        else
        {
            gate.Keep(change.Change);
            await SettleAsync(HandOverRecord.Reverted, cancellation);
        }
    }

    private Leadership Leading(JsonObject service, Route from, Route to, string action, Func<string> undone)
    {
        var leading = new Leadership(from, to);
        leading.Change = new Change
        {
            Target = "cluster", Subject = record.Subject, Action = action, Diff = UnifiedDiff.Of(Show(from), Show(to)),
            Undo = $"--target Mesh.AdoptLoadBalancer --revert {file.Shown}",
            Ask = token => PatchAsync(service, from, to, dryRun: true, token),
            Execute = async token => leading.Result = await SurelyAsync(late => PatchAsync(service, from, to, dryRun: false, late), token),
            UndoOnAbort = async token =>
            {
                await LeadBackAsync(leading, token);
                file.Write(record with { State = undone() });
            },
        };
        return leading;
    }

    private async Task ProveAsync(Leadership leading, JsonObject service, TimeSpan limit, TimeSpan steady, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var proof = new RouteProof(cluster, journal, time);
        var outcome = await proof.RunAsync(service, limit, steady, cancellation);
        var forward = leading.To == record.After;
        if (outcome.Failed is null)
        {
            gate.Keep(leading.Change);
            service = forward ? service : await RestoreFieldsAsync(service, cancellation);
            await SettleAsync(forward ? HandOverRecord.Adopted : HandOverRecord.Reverted, cancellation);
            journal.Note($"{record.Subject}: leads to {leading.To.Query}, {outcome.Endpoints} ready; addresses, node ports and all else as before");
            return;
        }

        if (outcome.Foreign)
        {
            // It is theirs now: taking it back would undo what they did.
            gate.Keep(leading.Change);
            journal.Find(LoadBalancerFindings.ChangedSince.On(record.Subject, outcome.Failed));
            throw new MeshException(ExitCode.Refused, $"{record.Subject} was left as it is: {outcome.Failed}", LoadBalancerFindings.ChangedSince.Remedy);
        }

        await gate.PassAsync(new Change
        {
            Target = "cluster", Subject = record.Subject, Action = "lead back", Diff = UnifiedDiff.Of(Show(leading.To), Show(leading.From)),
            Execute = token => LeadBackAsync(leading, token),
        }, cancellation);
        gate.Keep(leading.Change);
        await SettleAsync(forward ? HandOverRecord.Reverted : HandOverRecord.Adopted, cancellation);
        var back = await BackAgainAsync(proof, leading, limit, cancellation);
        journal.Find(LoadBalancerFindings.NotProven.On(record.Subject, $"{outcome.Failed}; it leads to {leading.From.Query} again{back}"));
        throw new MeshException(ExitCode.RolloutFailed, $"{record.Subject} leads back to {leading.From.Query}{back}: {outcome.Failed}", LoadBalancerFindings.NotProven.Remedy);
    }

    private async Task<string> BackAgainAsync(RouteProof proof, Leadership leading, TimeSpan limit, CancellationToken cancellation)
    {
        if ((leading.From == record.Before && record.EndpointsBefore == 0) || leading.Back is null)
        {
            return "";
        }

        var outcome = await proof.RunAsync(leading.Back, limit < BackAgain ? limit : BackAgain, TimeSpan.Zero, cancellation);
        return outcome.Failed is null ? $", {outcome.Endpoints} ready" : $", where {outcome.Failed}";
    }

    private async Task LeadBackAsync(Leadership leading, CancellationToken cancellation)
    {
        var live = await cluster.GetAsync(Kind, record.Namespace, record.Service, cancellation);
        var route = live is null || live.Uid() != record.Uid ? null : Route.Of(live);
        if (route?.Same(leading.From) == true)
        {
            // The change never arrived.
            return;
        }

        if (route?.Same(leading.To) != true)
        {
            throw new MeshException(ExitCode.Refused, $"{record.Subject} {(live is null ? "is gone" : "was changed by somebody else meanwhile")}", LoadBalancerFindings.ChangedSince.Remedy);
        }

        leading.Back = await PatchAsync(live!, leading.To, leading.From, dryRun: false, cancellation);
        if (leading.From == record.Before)
        {
            leading.Back = await RestoreFieldsAsync(leading.Back, cancellation);
        }
    }

    // Who set which field is part of the object, too: left behind, it would make a conflict for whoever applies the Service next.
    private async Task<JsonObject> RestoreFieldsAsync(JsonObject service, CancellationToken cancellation)
    {
        if (!FieldOwners.CanRestore(record.Fields, service.At("metadata", "managedFields") as JsonArray))
        {
            return service;
        }

        try
        {
            return await cluster.PatchAsync(Kind, record.Namespace, record.Service, PatchType.Json, new JsonArray(
                RoutePatch.Test("/metadata/uid", record.Uid), RoutePatch.Test("/metadata/resourceVersion", service.ResourceVersion()),
                new JsonObject { ["op"] = "replace", ["path"] = "/metadata/managedFields", ["value"] = record.Fields!.DeepClone() }), dryRun: false, cancellation);
        }
        catch (MeshException exception) when (exception.ExitCode == ExitCode.Refused)
        {
            journal.Note($"{record.Subject}: metadata.managedFields still names this program for what it led back, for the Service was written at the same time");
            return service;
        }
    }

    private Task SettleAsync(string state, CancellationToken cancellation) => file.PutAsync(gate, record with { State = state }, cancellation);

    private Task<JsonObject> PatchAsync(JsonObject service, Route from, Route to, bool dryRun, CancellationToken cancellation) =>
        cluster.PatchAsync(Kind, record.Namespace, record.Service, PatchType.Json, RoutePatch.Of(record.Uid, service.ResourceVersion(), from, to), dryRun, cancellation);

    private async Task<JsonObject> SurelyAsync(Func<CancellationToken, Task<JsonObject>> act, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource();
        await using var timer = time.CreateTimer(_ => late.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await using var told = cancellation.Register(() => timer.Change(LastWord, Timeout.InfiniteTimeSpan));
        return await act(late.Token);
    }

    private static string Show(Route route) => YamlText.Of(route.Json());

    // One change of where the Service leads, and what became of it.
    private sealed class Leadership(Route from, Route to)
    {
        public Route From => from;

        public Route To => to;

        public Change Change { get; set; } = null!;

        public JsonObject? Result { get; set; }

        public JsonObject? Back { get; set; }
    }
}
