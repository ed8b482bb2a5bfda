using System.Text.RegularExpressions;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Configuration.Rules;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Istio.Backup;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Revisions;

/// <summary>Takes a mesh, or one revision of it, out of a cluster: never under what still points to it, never without saying before what goes, and proven afterwards.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="backup">Keeps the mesh's objects before their CRDs go.</param>
/// <param name="gate">Through which the changes go.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
public sealed class MeshRemoval(Toolbox tools, MeshBackup backup, ChangeGate gate, RunJournal journal, TimeProvider time)
{
    private const int MostNamed = 20;
    private static readonly string[] Kept = ["cacerts", "istio-ca-secret"];

    /// <summary>Removes it.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="revision">The only revision to remove; null for the whole mesh, <c>default</c> for the revision without a name.</param>
    /// <param name="purge">True to delete also what no release takes with it, CRDs with all objects included.</param>
    /// <param name="yes">True to do it, and not only say what would go.</param>
    /// <param name="workingDirectory">The folder that relative paths begin at.</param>
    /// <param name="timeout">How long helm, and each part's objects, may take to go.</param>
    /// <param name="cancellation">Stops it; run again, it goes on.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Usage"/>: no name for a revision; <see cref="ExitCode.NoInput"/>: there is no such revision; <see cref="ExitCode.FindingsFound"/>: something points to it, or something is left;
    /// <see cref="ExitCode.Configuration"/>: it needs <c>--yes</c>, or <c>--purge</c>; <see cref="ExitCode.Forbidden"/>: rights are missing; <see cref="ExitCode.TimeLimit"/>: objects do not go; helm's own code when it fails.</exception>
    public async Task RunAsync(MeshOptions options, string? revision, bool purge, bool yes, string workingDirectory, TimeSpan timeout, CancellationToken cancellation)
    {
        if (revision is not null && !Regex.IsMatch(revision, Forms.Label, RegexOptions.CultureInvariant))
        {
            throw new MeshException(ExitCode.Usage, $"--revision is '{Printable.OneLine(revision)}', which is no revision", "Write it as in label istio.io/rev: lower case letters, digits and dashes; default for the one without a name");
        }

        var (cluster, istio, target) = (tools.Connect(options.Cluster), options.Istio ?? new(), Toolbox.TargetOf(options.Cluster));
        var plan = await RemovalPlan.MakeAsync(cluster, tools.Helm, target, istio, revision, purge, journal, cancellation);
        var what = revision is null ? $"the mesh in {istio.Namespace}" : $"revision {revision}";
        if (plan.IsEmpty)
        {
            journal.Note($"nothing of {what} is there");
            journal.Summarize("nothing to remove");
            return;
        }

        Tell(plan, purge);
        RefuseWhileNeeded(plan, what, mayOrphan: purge && revision is null);
        if (!purge && (plan.Releases.Count == 0 || plan.Releases.Any(release => release.TakesDefinitions)))
        {
            throw new MeshException(ExitCode.Configuration,
                plan.Releases.Count == 0 ? $"{what} was not installed by helm: none of its {plan.Remnants.Count} objects belongs to a release" : $"removing {plan.Releases.First(release => release.TakesDefinitions).Subject} deletes CRDs, and every object of theirs with them",
                "Say --purge to delete these objects, after a backup; or remove them with what installed them");
        }

        await AccessCheck.RequireAsync(cluster, await RightsAsync(cluster, plan, purge, cancellation), journal, cancellation);
        if (!yes && gate.DryRun == DryRun.Off)
        {
            throw new MeshException(ExitCode.Configuration, $"{what} is not removed without --yes: {plan.Releases.Count} releases{(purge ? $" and {plan.Remnants.Count} further objects" : "")} would go", "Look at the list above, then say --yes");
        }

        if (purge && (plan.Remnants.Any(remnant => remnant.IsDefinition) || plan.Releases.Any(release => release.TakesDefinitions)))
        {
            await backup.RunAsync(options, workingDirectory, cancellation);
        }

        await RemoveAsync(cluster, target, plan, istio, revision, purge, timeout, cancellation);
        await ProveAsync(cluster, target, plan, istio, revision, purge, what, cancellation);
    }

    // Webhooks go first: with istiod gone they would stop every pod of their namespaces. CRDs go last, when nobody reads their objects any more.
    private async Task RemoveAsync(ICluster cluster, HelmTarget target, RemovalPlan plan, IstioOptions istio, string? revision, bool purge, TimeSpan timeout, CancellationToken cancellation)
    {
        var steps = new RemovalSteps(cluster, tools.Helm, target, gate, journal, time, timeout);
        await (purge ? steps.DeleteAsync([.. plan.Remnants.Where(remnant => remnant.IsWebhook)], cancellation) : Task.CompletedTask);
        foreach (var release in plan.Releases)
        {
            await steps.UninstallAsync(release, cancellation);
        }

        if (purge)
        {
            // What istiod made until its end is there now, and was not when the plan was made.
            var left = gate.DryRun == DryRun.Off ? await RemainsAsync(cluster, target, istio, revision, cancellation) : [.. plan.Remnants.Where(remnant => !remnant.IsWebhook)];
            await steps.DeleteAsync([.. left.Where(remnant => !remnant.IsDefinition)], cancellation);
            await steps.DeleteAsync([.. left.Where(remnant => remnant.IsDefinition)], cancellation);
        }
    }

    private async Task<IReadOnlyList<MeshRemnant>> RemainsAsync(ICluster cluster, HelmTarget target, IstioOptions istio, string? revision, CancellationToken cancellation)
    {
        var releases = (await tools.Helm.ListAsync(target, null, cancellation)).Select(item => (item.Namespace, item.Name)).ToHashSet();
        return await new MeshRemains(cluster, istio.Namespace, revision).FindAsync(
            item => releases.Contains((item.Annotations().GetValueOrDefault("meta.helm.sh/release-namespace") ?? "", item.Annotations().GetValueOrDefault("meta.helm.sh/release-name") ?? "")), cancellation);
    }

    private async Task ProveAsync(ICluster cluster, HelmTarget target, RemovalPlan plan, IstioOptions istio, string? revision, bool purge, string what, CancellationToken cancellation)
    {
        if (gate.DryRun != DryRun.Off)
        {
            journal.Summarize($"{plan.Releases.Count} releases{(purge ? $" and {plan.Remnants.Count} further objects" : "")} would be removed");
            return;
        }

        var left = (await RemainsAsync(cluster, target, istio, revision, cancellation)).Select(remnant => remnant.Subject).ToList();
        var releases = await tools.Helm.ListAsync(target, null, cancellation);
        var stayed = plan.Releases.Where(release => releases.Any(item => item.Name == release.Release.Installed.Name && item.Namespace == release.Release.Installed.Namespace)).Select(release => release.Subject).ToList();
        if ((purge && left.Count > 0) || stayed.Count > 0)
        {
            left = [.. stayed, .. left];
            journal.Find(RevisionFindings.LeftOver.On(what, Named(left)));
            throw new MeshException(ExitCode.FindingsFound, $"{left.Count} objects of {what} are still there: {Named(left)}", RevisionFindings.LeftOver.Remedy);
        }

        journal.Note(left.Count == 0 ? $"proven: nothing of {what} is left but namespace {istio.Namespace}" : $"left, since no release takes it along (--purge does): {Named(left)}");
        journal.Summarize($"{plan.Releases.Count} releases{(purge ? $" and {plan.Remnants.Count} further objects" : "")} removed{(left.Count == 0 ? ", nothing is left" : $", {left.Count} objects left")}");
    }

    private void Tell(RemovalPlan plan, bool purge)
    {
        var lines = plan.Releases.Select(release => $"{release.Subject}: {release.Release.Installed.Chart}{(release.Revision is null ? "" : $", revision {release.Revision}")}, {release.Objects.Count} objects").ToList();
        journal.Note(string.Join('\n', lines.Prepend($"to remove, in this order{(lines.Count == 0 ? ": no release of helm" : "")}")));
        if (plan.Remnants.Count > 0)
        {
            var definitions = plan.Remnants.Count(remnant => remnant.IsDefinition);
            journal.Note($"{(purge ? "further to delete" : "staying, since no release takes it along and --purge is not said")}: {Named([.. plan.Remnants.Select(remnant => remnant.Subject)])}"
                + (purge && definitions > 0 ? $"; with {definitions} CRDs every object of theirs goes, after a backup" : ""));
        }

        journal.Note($"staying in any case: the namespace, Secrets such as {string.Join(" and ", Kept)}, the CRDs of the Gateway API, and labels of namespaces and workloads");
    }

    private void RefuseWhileNeeded(RemovalPlan plan, string what, bool mayOrphan)
    {
        if (plan.Others.Count > 0)
        {
            journal.Find(RevisionFindings.InUse.On(what, $"another mesh shares its CRDs and CNI: {Named(plan.Others)}"));
            throw new MeshException(ExitCode.FindingsFound, $"{what} is not removed: another mesh of this cluster shares its CRDs and CNI, {Named(plan.Others)}", "Remove one revision with --revision, or the other mesh first");
        }

        if (plan.Users.Count == 0)
        {
            return;
        }

        var evidence = string.Join('\n', plan.Users.Take(MostNamed).Select(user => $"{user.Subject}: {Printable.OneLine(user.Why)}")) + (plan.Users.Count > MostNamed ? $"\nand {plan.Users.Count - MostNamed} more" : "");
        var kind = mayOrphan ? RevisionFindings.Orphaned : RevisionFindings.InUse;
        journal.Find(kind.On(what, evidence));
        if (!mayOrphan)
        {
            throw new MeshException(ExitCode.FindingsFound, $"{what} is not removed: {plan.Users.Count} still point to it, the first {plan.Users[0].Subject}: {Printable.OneLine(plan.Users[0].Why)}", kind.Remedy);
        }
    }

    private static async Task<IReadOnlyList<AccessRule>> RightsAsync(ICluster cluster, RemovalPlan plan, bool purge, CancellationToken cancellation)
    {
        var rules = new List<AccessRule>();
        foreach (var release in plan.Releases)
        {
            foreach (var item in release.Objects.Where(item => !item.IsKept))
            {
                if (await cluster.FindKindAsync(item.ApiVersion, item.Kind, cancellation) is { } kind)
                {
                    rules.AddRange(Rules(kind, item.Namespace ?? release.Release.Installed.Namespace));
                }
            }
        }

        rules.AddRange(purge ? plan.Remnants.SelectMany(remnant => Rules(remnant.Kind, remnant.Namespace)) : []);
        return [.. rules.Distinct()];

        static AccessRule[] Rules(ResourceKind kind, string? ns) => [new("get", kind.Group, kind.Plural, kind.Namespaced ? ns : null), new("delete", kind.Group, kind.Plural, kind.Namespaced ? ns : null)];
    }

    private static string Named(IReadOnlyList<string> names) => string.Join(", ", names.Take(MostNamed).Select(Printable.OneLine)) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");
}
