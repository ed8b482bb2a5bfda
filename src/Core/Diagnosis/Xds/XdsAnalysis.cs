using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Xds.Istiods;
using Mesh.Core.Diagnosis.Xds.Refusals;
using Mesh.Core.Diagnosis.Xds.Tokens;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Xds;

/// <summary>
/// Explains why proxies get nothing from istiod: the gRPC status decides the branch, istiod's own line names the cause, and the pod's token, shown to the API server beside a fresh one, proves it.
/// Changes nothing. Without a cluster it goes as far as the evidence carries it.
/// </summary>
/// <param name="journal">Whose secrets learn of every token.</param>
/// <param name="time">The clock.</param>
public sealed class XdsAnalysis(RunJournal journal, TimeProvider time)
{
    // Each takes a dozen questions; those of one owner are told together, and more owners than this have one cause.
    private const int MostLookedAt = 20;

    /// <summary>Explains every refusal in what was seen.</summary>
    /// <param name="evidence">What was seen.</param>
    /// <param name="cluster">The cluster, to look further; null for a saved archive or a log alone.</param>
    /// <param name="istioNamespace">The namespace of the control plane.</param>
    /// <param name="dryRun">With <see cref="DryRun.Client"/> no token is asked for and none is reviewed, since each of that is a POST.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Never an error for what may not be read: that is among <see cref="XdsReport.NotEvaluated"/>.</returns>
    public async Task<XdsReport> AnalyseAsync(EvidenceSet evidence, ICluster? cluster, string istioNamespace, DryRun dryRun, CancellationToken cancellation)
    {
        var refusals = new RefusalReader(journal.Secrets).Read(evidence);
        if (refusals.Count == 0)
        {
            return new([], []);
        }

        var facts = new XdsFacts(evidence, cluster, istioNamespace, cancellation);
        var groups = await GroupAsync(facts, refusals);
        var complaints = refusals.Any(refusal => refusal.Branch == XdsBranch.Unauthenticated) ? await ComplaintReader.ReadAsync(facts, journal.Secrets) : null;
        var cases = complaints is null ? null : new TokenCaseReader(facts, complaints, journal.Secrets, dryRun != DryRun.Client, time);
        var (explained, notEvaluated) = (new List<XdsExplanation>(), new List<string>(complaints?.Unread ?? []));
        foreach (var group in groups.Take(MostLookedAt))
        {
            var (refusal, pod) = group[0];
            var (explanation, open) = refusal.Branch == XdsBranch.Unauthenticated
                ? TokenExplanation.Of(await cases!.ReadAsync(refusal, pod))
                : (await new OtherBranches(facts).ExplainAsync(refusal, pod.Value), []);
            explained.Add(explanation with { Finding = Count(explanation.Finding, group.Count - 1), Alike = [.. group.Skip(1).Select(one => one.Refusal.Pod)] });
            notEvaluated.AddRange(open);
        }

        notEvaluated.AddRange(groups.Skip(MostLookedAt).Select(group => $"{group[0].Refusal.Subject}: after {MostLookedAt} that were refused no more are looked at"));
        return new([.. explained.OrderByDescending(one => one.Confidence)], notEvaluated);
    }

    private static async Task<List<List<(Refusal Refusal, Seen<JsonObject> Pod)>>> GroupAsync(XdsFacts facts, IReadOnlyList<Refusal> refusals)
    {
        var all = new List<(Refusal, Seen<JsonObject>)>();
        foreach (var refusal in refusals)
        {
            all.Add((refusal, refusal.HasPod ? await facts.GetAsync(ResourceKind.Pod, refusal.Namespace, refusal.Pod) : new(null, "the log is of a pod that is not known")));
        }

        return [.. all.GroupBy(one => (one.Item1.Branch, Owner: one.Item2.Value?.ControllerUid() ?? one.Item1.Subject)).Select(group => group.ToList())];
    }

    private static Finding Count(Finding finding, int more) => more == 0 ? finding : finding with { Subject = $"{finding.Subject} and {more} more of its owner" };
}
