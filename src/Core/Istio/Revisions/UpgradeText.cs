using System.Text;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Revisions.State;

namespace Mesh.Core.Istio.Revisions;

/// <summary>An upgrade as people are told it.</summary>
internal static class UpgradeText
{
    private const int MostNamed = 5;

    /// <summary>What comes, batch by batch.</summary>
    public static void TellPlan(UpgradeContext context, UpgradePlan plan, UpgradeState state)
    {
        var text = new StringBuilder();
        text.Append(state.IsInPlace ? $"in place: revision {state.Old} from {state.From ?? "an unknown version"} to {state.To}" : $"canary: from revision {state.Old} ({state.From ?? "of an unknown version"}) to {state.New} ({state.To})");
        text.Append(state.Phase == UpgradePhase.Prepare ? "\n" : $"; an earlier run got to phase {state.Phase.ToString().ToLowerInvariant()}\n");
        foreach (var (index, batch) in state.Batches.Index())
        {
            var labels = batch.Namespaces.Select(ns => state.Labels.TryGetValue(ns, out var before) ? $"{ns} ({before})" : ns);
            text.Append($"  batch {index + 1}: {string.Join(", ", labels)}{(batch.State == BatchState.Planned ? "" : $", {batch.State.ToString().ToLowerInvariant()}{(batch.Why is null ? "" : $": {batch.Why}")}")}\n");
        }

        var tags = plan.Webhooks.Tags.Where(one => one.Value == state.Old).Select(one => one.Key).ToList();
        text.Append(state.Batches.Count == 0 ? "  no namespace is served by it\n" : "").Append(tags.Count == 0 || state.IsInPlace ? "" : $"  then the tags {string.Join(", ", tags)}\n");
        context.Journal.Note(text.ToString().TrimEnd('\n'));
    }

    /// <summary>A batch as findings name it.</summary>
    public static string SubjectOf(UpgradeContext context, Batch batch) => $"namespaces {batch} of {context.Cluster.Context}";

    /// <summary>How it ended.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.RolloutFailed"/> when batches were taken back.</exception>
    public static void TellEnd(UpgradeContext context, UpgradeState state)
    {
        var failed = state.Failed.ToList();
        var (all, gone) = (state.Batches.SelectMany(batch => batch.Namespaces).Distinct().Count(), failed.SelectMany(batch => batch.Namespaces).Distinct().Count());
        if (failed.Count == 0)
        {
            context.Journal.Summarize(state.Phase == UpgradePhase.RolledBack ? $"back on {state.Old}" : $"{all} namespaces on {state.New} ({state.To}){(context.Istio.Upgrade.KeepOld || state.IsInPlace ? "" : $", {state.Old} is gone")}");
            return;
        }

        // One that an earlier run took back is not forgotten by this one.
        foreach (var batch in failed.Where(batch => !context.Journal.Findings.Any(finding => finding.Code == UpgradeFindings.TakenBack.Code && finding.Subject == SubjectOf(context, batch))))
        {
            context.Journal.Find(UpgradeFindings.TakenBack.On(SubjectOf(context, batch), batch.Why ?? "its gate did not let it pass"));
        }

        var stuck = failed.Where(batch => batch.State == BatchState.Stuck).ToList();
        var said = string.Join("; ", failed.Take(MostNamed).Select(batch => $"{batch} ({batch.Why})")) + (failed.Count > MostNamed ? $" and {failed.Count - MostNamed} more batches" : "");
        throw new MeshException(ExitCode.RolloutFailed,
            state.IsInPlace ? $"the control plane and every namespace went back to {state.From ?? "the version from before"}, since a batch was not let pass: {said}"
                : $"{gone} of {all} namespaces went back to revision {state.Old}, which stays: {said}{(stuck.Count == 0 ? "" : $"; not whole: {string.Join(", ", stuck)}")}",
            UpgradeFindings.TakenBack.Remedy);
    }
}
