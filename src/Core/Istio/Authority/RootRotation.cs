using System.Text.Json.Nodes;
using Mesh.Core.Certificates;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Authority;

/// <summary>Changes the root of a running mesh in stages and, until the last is written, back again. Where it stands is read from the secrets, so that any later run takes it up.</summary>
internal sealed class RootRotation(ICluster cluster, string ns, ChangeGate gate, RunJournal journal, TimeProvider time, CaPlacing placing, TimeSpan timeout)
{
    private const string Undo = "Mesh.ApplyCa --revert";

    private readonly SecretWriting writing = new(cluster, ns, gate);
    private readonly RotationGate proxies = new(cluster, ns, gate.DryRun, journal, time);

    /// <summary>Goes on from where it stands, as far as the proxies' proof allows.</summary>
    public async Task ForwardAsync(LiveState live, CaFiles wanted, CertificatesOptions options, bool yes, CancellationToken cancellation)
    {
        var rotation = new Rotation(live.Kept is { } kept ? Whole(kept) : live.Current!, wanted);
        Require(live, rotation);
        Examine(rotation, options);
        if (live.Kept is null)
        {
            await writing.PutAsync(LiveState.KeptName, null, rotation.Old, new JsonObject { [LiveState.Goal] = wanted.Signer!.Fingerprint }, canAsk: true, Undo, cancellation);
        }

        live = await ResumedAsync(live, cancellation);
        for (var stage = rotation.StageOf(live.Current); ; stage = rotation.StageOf(live.Current))
        {
            var next = stage switch { RotationStage.Begun => rotation.TrustBoth, RotationStage.TrustBoth => rotation.SignWithNew, RotationStage.SignWithNew => wanted, _ => null };
            if (stage == RotationStage.Strange)
            {
                throw Strange(live);
            }

            if (next is null)
            {
                await FinishAsync(live, $"the rotation is over: {CaText.Names(wanted.Roots)} is trusted alone", cancellation);
                return;
            }

            await ProveAsync(stage, rotation, yes, cancellation);
            journal.Note($"stage {Rotation.NameOf(rotation.StageOf(next))}");
            await placing.PutAsync(live, next, Undo, cancellation);
            if (gate.DryRun != DryRun.Off)
            {
                await (stage == RotationStage.Begun ? proxies.TrustAsync(rotation.TrustBoth.Roots, timeout, cancellation) : Task.CompletedTask);
                journal.Summarize($"stage {Rotation.NameOf(rotation.StageOf(next))} would come next");
                return;
            }

            live = await LiveState.ReadAsync(cluster, ns, journal.Secrets, cancellation);
        }
    }

    /// <summary>Goes back to the CA from before the rotation.</summary>
    public async Task BackAsync(LiveState live, bool yes, CancellationToken cancellation)
    {
        if (live.Kept is not { } kept || Whole(kept) is not { } old || live.Current is not { } current || !current.Trusts(old.Roots))
        {
            var why = live.Kept is null ? $"secret {LiveState.KeptName} is not there: no rotation is under way" : "the old root is no longer trusted: the last stage is written";
            journal.Find(AuthorityFindings.NothingToRevert.On($"{ResourceKind.Secret.Describe(ns, LiveAuthority.PluggedIn)} of {cluster.Context}", why));
            throw new MeshException(ExitCode.FindingsFound, $"there is nothing to go back to in {ns}: {why}", AuthorityFindings.NothingToRevert.Remedy);
        }

        live = await ResumedAsync(live, cancellation);
        if (!current.SignsAs(old))
        {
            journal.Note("back: the old CA signs again, both roots stay trusted");
            await placing.PutAsync(live, old.Trusting(current.RootFile), "Mesh.ApplyCa --rotate", cancellation);
            if (gate.DryRun != DryRun.Off)
            {
                journal.Summarize("the old CA would sign again; the new root is dropped when no proxy needs it");
                return;
            }

            live = await LiveState.ReadAsync(cluster, ns, journal.Secrets, cancellation);
        }

        if (live.Current?.Same(old) != true)
        {
            await proxies.SignedAsync(old.Signer!, old.Roots, yes, cancellation);
            journal.Note("back: only the old root is trusted");
            await placing.PutAsync(live, old, "Mesh.ApplyCa --rotate", cancellation);
        }

        await FinishAsync(live, "the CA from before the rotation is back", cancellation);
    }

    // What an earlier run left over is done first; it writes the secret, so that the secret is read again.
    private async Task<LiveState> ResumedAsync(LiveState live, CancellationToken cancellation)
    {
        if (live.RestartPending is null)
        {
            return live;
        }

        await placing.ResumeAsync(live, live.Current!, cancellation);
        return gate.DryRun == DryRun.Off ? await LiveState.ReadAsync(cluster, ns, journal.Secrets, cancellation) : live;
    }

    private async Task ProveAsync(RotationStage stage, Rotation rotation, bool yes, CancellationToken cancellation)
    {
        if (stage == RotationStage.TrustBoth)
        {
            await proxies.TrustAsync(rotation.TrustBoth.Roots, timeout, cancellation);
        }
        else if (stage == RotationStage.SignWithNew)
        {
            await proxies.SignedAsync(rotation.New.Signer!, rotation.TrustBoth.Roots, yes, cancellation);
        }
    }

    private async Task FinishAsync(LiveState live, string summary, CancellationToken cancellation)
    {
        if (live.Kept is { } kept)
        {
            await writing.DeleteAsync(LiveState.KeptName, kept, cancellation);
        }

        journal.Summarize(gate.DryRun == DryRun.Off ? summary : $"last, secret {LiveState.KeptName} would be deleted");
    }

    // What stands in between has to work too: an old CA that has expired cannot sign while both are trusted.
    private void Examine(Rotation rotation, CertificatesOptions options)
    {
        foreach (var (files, stage) in new[] { (rotation.TrustBoth, RotationStage.TrustBoth), (rotation.SignWithNew, RotationStage.SignWithNew) })
        {
            var report = CaExamination.Of(files.Bundle($"stage {Rotation.NameOf(stage)}"), time.GetUtcNow(), TimeSpan.FromDays(options.WarnDays), null, options.TrustDomain);
            if (report.Findings.Where(finding => finding.Severity == Severity.Error).ToList() is [var first, ..] errors)
            {
                errors.ForEach(journal.Find);
                throw new MeshException(ExitCode.FindingsFound, $"stage {Rotation.NameOf(stage)} would not work: {first.Code} on {first.Subject}: {first.Evidence.Split('\n')[0]}",
                    "Where the old CA no longer works there is nothing to rotate: delete its secret, apply the new one and restart the workloads");
            }
        }
    }

    private void Require(LiveState live, Rotation rotation)
    {
        var goal = live.Kept?.Object.Text("metadata", "annotations", LiveState.Goal);
        if (live.Kept is not null && goal is not null && goal != rotation.New.Signer?.Fingerprint)
        {
            throw UnderWay($"the rotation leads to the CA with SHA-256 {Model.Printable.OneLine(goal)} and not to {rotation.New.Signer} SHA-256 {rotation.New.Signer?.Fingerprint}");
        }

        if (rotation.StageOf(live.Current) == RotationStage.Strange)
        {
            throw Strange(live);
        }
    }

    private MeshException Strange(LiveState live) =>
        UnderWay($"the secret is of no stage of the rotation: it signs with {live.Current?.Signer?.ToString() ?? "nothing"} and trusts {CaText.Names(live.Current?.Roots ?? [])}; someone else has written it");

    private MeshException UnderWay(string why)
    {
        journal.Find(AuthorityFindings.RotationUnderWay.On($"{ResourceKind.Secret.Describe(ns, LiveAuthority.PluggedIn)} of {cluster.Context}", why));
        return new(ExitCode.FindingsFound, $"{ResourceKind.Secret.Describe(ns, LiveAuthority.PluggedIn)}: {why}", AuthorityFindings.RotationUnderWay.Remedy);
    }

    private static CaFiles Whole(LiveSecret kept) =>
        CaFiles.Of(kept.Bundle) is { Signer: not null, Roots.Count: > 0 } files ? files
            : throw new MeshException(ExitCode.MalformedInput, $"{kept} does not hold the four files of a CA", "Someone has changed it; put the old CA's files back into it, or delete it to give up the way back");
}
