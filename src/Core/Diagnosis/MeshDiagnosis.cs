using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Diagnosis.Archives;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Diagnosis.Faults;
using Mesh.Core.Diagnosis.Remotes;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Diagnosis.Tctl;
using Mesh.Core.Diagnosis.Xds;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Diagnosis;

/// <summary>Says what is wrong with what runs in a cluster, and why: of a cluster as it is, of an archive of how it was, or of a log. Changes nothing in a cluster.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="gate">Through which an archive is written.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
/// <param name="tctl">Looks at tctl, where this machine has it.</param>
public sealed class MeshDiagnosis(Toolbox tools, ChangeGate gate, RunJournal journal, TimeProvider time, TctlCheck tctl)
{
    /// <summary>Diagnoses. What it finds is in the journal, first things first, and ends the run with <see cref="ExitCode.FindingsFound"/>.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="workingDirectory">The folder that relative paths begin at.</param>
    /// <param name="cancellation">Stops it; no archive is left half written.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Usage"/>: arguments that contradict each other; <see cref="ExitCode.Configuration"/>: the context is refused, it is another cluster than cluster.identity,
    /// or nothing says which namespaces; <see cref="ExitCode.NoInput"/>: an archive, a namespace or a pod that was named is not there; <see cref="ExitCode.MalformedInput"/>: an archive is none;
    /// <see cref="ExitCode.Forbidden"/>: pods may not be listed at all; <see cref="ExitCode.CannotCreate"/>: the archive cannot be written; else as for <see cref="ICluster"/>.</exception>
    public async Task RunAsync(MeshOptions options, DiagnosisRequest request, string workingDirectory, CancellationToken cancellation)
    {
        RequestRules.Check(request);
        var book = SignatureBooks.Load(options.Diagnosis.Signatures, workingDirectory);
        if (request.Log is { } log)
        {
            var (found, open) = await DiagnosedLog.ReadAsync(log, workingDirectory, book, new XdsAnalysis(journal, time), time.GetUtcNow(), cancellation);
            Tell(new EvidenceSet { TakenAt = time.GetUtcNow(), NotSeen = open }, found, seen => DiagnosisText.Head(log == "-" ? DiagnosedLog.StandardInput : log, seen), null);
            return;
        }

        var archive = request.Evidence is { } place ? new ArchiveWriter(Path.GetFullPath(place, workingDirectory), place) : null;
        archive?.Check();
        var (evidence, istioNamespace) = request.From is { } from
            ? ArchiveReader.Read(Path.GetFullPath(from, workingDirectory), from, cancellation)
            : (await LookAsync(options, request, book, cancellation), (options.Istio ?? new()).Namespace);
        // Before anything is thought about it: it is worth most when the thinking fails.
        if (archive is not null)
        {
            await KeepAsync(archive, request.Evidence!, evidence, istioNamespace, cancellation);
        }

        // It asks the cluster further, where there is one: for tokens, and what the API server makes of them.
        var refused = await new XdsAnalysis(journal, time).AnalyseAsync(evidence, request.From is null ? tools.Connect(options.Cluster) : null, istioNamespace, gate.DryRun, cancellation);
        // It belongs to this machine and not to an archive of another.
        var profile = request.From is null ? await tctl.LookAsync(options, workingDirectory, cancellation) : null;
        var remotes = request.From is null ? await new RemoteSecrets(tools, journal, time).LookAsync(options.Cluster, evidence, istioNamespace, [.. refused.Explanations.SelectMany(one => one.Alike.Prepend(one.Pod).Select(pod => (one.Namespace, pod)))], cancellation) : null;
        evidence = evidence with { NotSeen = [.. evidence.NotSeen, .. refused.NotEvaluated, .. remotes?.NotEvaluated ?? [], .. profile?.NotEvaluated ?? []] };
        var faults = new FaultFinder(new Explainer(book)).Find(evidence, istioNamespace, refused.Explanations);
        Tell(evidence, [.. Ranking.Of(faults), .. (remotes?.Findings ?? []).Concat(profile?.Findings ?? []).Select(Diagnosed.Proven)], DiagnosisText.Head, request.Evidence);
    }

    private async Task<EvidenceSet> LookAsync(MeshOptions options, DiagnosisRequest request, SignatureBook book, CancellationToken cancellation)
    {
        var scope = RequestRules.Scope(options, request);
        var cluster = tools.Connect(options.Cluster);
        await IdentityPin.CheckAsync(cluster, options.Cluster, cancellation);
        var seen = await new EvidenceCollector(cluster, journal, time).CollectAsync(scope, cancellation);
        return await new ImagePlatforms(() => tools.RegistriesOf(options), book, time).AddAsync(seen, cancellation);
    }

    private async Task KeepAsync(ArchiveWriter archive, string shown, EvidenceSet evidence, string istioNamespace, CancellationToken cancellation)
    {
        var files = EvidenceFiles.Of(evidence, istioNamespace);
        await gate.PassAsync(
            new Change
            {
                Target = "file",
                Subject = shown,
                Action = "create",
                Diff = string.Concat(evidence.Objects.OrderBy(kind => kind.Key.Plural, StringComparer.Ordinal).Select(kind => $"+{kind.Value.Count} {kind.Key.Plural}\n")) + $"+{evidence.Logs.Count} logs\n",
                Undo = archive.IsFile ? $"rm -- '{shown}'" : $"rm -r -- '{shown}'",
                Execute = token =>
                {
                    token.ThrowIfCancellationRequested();
                    archive.Write(files);
                    return Task.CompletedTask;
                },
            },
            cancellation);
    }

    private void Tell(EvidenceSet looked, IReadOnlyList<Diagnosed> all, Func<EvidenceSet, string> head, string? archive)
    {
        var evidence = looked with { NotSeen = [.. looked.NotSeen, .. all.SelectMany(one => one.NotEvaluated)] };
        journal.Note(head(evidence));
        foreach (var one in all)
        {
            journal.Find(one.Finding);
        }

        journal.Note(DiagnosisText.List(all));
        journal.Attach(DiagnosisJson.Name, DiagnosisJson.Of(evidence, all, archive));
        if (evidence.NotSeen.Count > 0)
        {
            journal.NotEvaluated(string.Join("; ", evidence.NotSeen));
        }

        // What is wrong says more than what was not seen.
        if (all.Count > 0 || evidence.NotSeen.Count == 0)
        {
            journal.Summarize(DiagnosisText.Summary(all));
        }
    }
}
