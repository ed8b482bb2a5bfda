using Mesh.Core.Findings;
using Mesh.Core.Istio.Revisions.State;

namespace Mesh.Core.Istio.Revisions;

/// <summary>Decides what a run has to do: begin, go on, try again what failed, or nothing.</summary>
internal static class UpgradeStart
{
    /// <summary>The state to work with; null when there is nothing to do, which is said.</summary>
    /// <param name="context">What is configured.</param>
    /// <param name="plan">What is in the cluster.</param>
    /// <param name="known">Where an earlier run got to; null for none.</param>
    /// <exception cref="MeshException">As for <see cref="IstioUpgrade.RunAsync"/>.</exception>
    public static UpgradeState? Of(UpgradeContext context, UpgradePlan plan, UpgradeState? known)
    {
        var (upgrade, version) = (context.Istio.Upgrade, NamedRevision.Version(context.Istio));
        // One that has not moved anything yet stands in nobody's way.
        if (known is { IsOver: false } && (known.Phase != UpgradePhase.Prepare || IsSame(context, known, version)))
        {
            return GoOn(context, known, version);
        }

        return upgrade.Form == "in-place" ? InPlace(context, plan, version) : Canary(context, plan, version);
    }

    private static UpgradeState GoOn(UpgradeContext context, UpgradeState known, string version)
    {
        if (!IsSame(context, known, version) || (known.Phase == UpgradePhase.Back && !known.IsInPlace))
        {
            var why = known.Phase == UpgradePhase.Back && !known.IsInPlace
                ? $"the upgrade from {known.Old} to {known.New} is on its way back"
                : $"an upgrade from {known.Old} to {known.New} ({known.To}, {known.Form}) is under way, and not one to {Wanted(context, known)} ({version}, {context.Istio.Upgrade.Form})";
            context.Journal.Find(UpgradeFindings.UnderWay.On($"configmap/{UpgradeLedger.Name} in {context.Namespace} of {context.Cluster.Context}", why));
            throw new MeshException(ExitCode.FindingsFound, why, UpgradeFindings.UnderWay.Remedy);
        }

        // What failed is tried again when a run had come to its end with it; a run that was cut off is gone on with, and tries nothing twice.
        return !known.Ended ? known
            : known with { Batches = [.. known.Batches.Select(batch => batch.State is BatchState.Failed or BatchState.Stuck ? new Batch(batch.Namespaces) { FollowsTag = batch.FollowsTag } : batch)] };
    }

    private static bool IsSame(UpgradeContext context, UpgradeState known, string version) => known.Form == context.Istio.Upgrade.Form && known.New == Wanted(context, known) && known.To == version;

    private static string Wanted(UpgradeContext context, UpgradeState known) =>
        known.IsInPlace ? NamedRevision.Of(context.Istio.Revision ?? NamedRevision.Option(known.New)) : NamedRevision.Wanted(context.Istio);

    private static UpgradeState? Canary(UpgradeContext context, UpgradePlan plan, string version)
    {
        var wanted = NamedRevision.Wanted(context.Istio);
        var live = plan.Find(wanted);
        if (plan.OldFor(wanted, context) is not { } old)
        {
            return live!.Version is { } has && has != version
                ? throw new MeshException(ExitCode.Configuration, $"revision {wanted} is the only one in {context.Namespace} and is of version {has}: it cannot stand beside itself as {version}",
                    $"Leave istio.revision out, so that the new one is called {version.Replace('.', '-')}, or say istio.upgrade.form: in-place")
                : Nothing(context, $"revision {wanted} is the only one in {context.Namespace}, and of this version");
        }

        var moves = plan.ToMove(old.Name, wanted, context);
        return live?.Version == version && moves.Count == 0 && context.Istio.Upgrade.KeepOld
            ? Nothing(context, $"revision {wanted} is there, every namespace is on it, and {old} stays as istio.upgrade.keepOld says")
            : new UpgradeState("canary", old.Name, wanted, old.Version, version)
            {
                Batches = UpgradePlan.Batches(moves, context.Istio.Upgrade.Batch), Labels = moves.ToDictionary(ns => ns.Name, ns => ns.Labels),
            };
    }

    private static UpgradeState? InPlace(UpgradeContext context, UpgradePlan plan, string version)
    {
        var revision = NamedRevision.Of(context.Istio.Revision);
        var live = plan.Find(revision) ?? throw new MeshException(ExitCode.NoInput,
            $"there is no revision {revision} in {context.Namespace} to upgrade in place{(plan.Revisions.Count == 0 ? "" : $"; there is {string.Join(", ", plan.Revisions)}")}",
            "Name the revision that is there as istio.revision, or leave it out for the one without a name");
        return live.Version == version ? Nothing(context, $"revision {live} is of this version") : new UpgradeState("in-place", revision, revision, live.Version, version)
        {
            Batches = UpgradePlan.Batches(plan.ToMove(revision, revision, context), context.Istio.Upgrade.Batch),
        };
    }

    private static UpgradeState? Nothing(UpgradeContext context, string why)
    {
        context.Journal.Note($"nothing to do: {why}");
        context.Journal.Summarize("nothing to do");
        return null;
    }
}
