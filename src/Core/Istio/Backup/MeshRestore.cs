using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Backup;

/// <summary>Brings the configuration of a mesh back from a backup: CRDs first, then the objects, all of which the server is asked about before the first is written.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="gate">Through which the changes go.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
public sealed class MeshRestore(Toolbox tools, ChangeGate gate, RunJournal journal, TimeProvider time)
{
    private const int MostNamed = 20;
    private static readonly string[] Verbs = ["list", "get", "create", "patch"];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Restores a backup.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="from">The backup's folder; null for the newest of this cluster under istio.backup.</param>
    /// <param name="yes">True to change objects that are there and differ, and to restore the backup of another cluster.</param>
    /// <param name="workingDirectory">The folder that relative paths begin at.</param>
    /// <param name="timeout">How long the server may take to serve restored CRDs.</param>
    /// <param name="cancellation">Stops it; what was written stays, and the next run goes on.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: no such backup; <see cref="ExitCode.MalformedInput"/>: it has been changed; <see cref="ExitCode.Configuration"/>: it needs <c>--yes</c>;
    /// <see cref="ExitCode.Forbidden"/>: rights are missing; <see cref="ExitCode.Refused"/>: the server would refuse objects; <see cref="ExitCode.TimeLimit"/>: CRDs are not served in time;
    /// <see cref="ExitCode.FindingsFound"/>: an object is not as it was kept when it is read again.</exception>
    public async Task RunAsync(MeshOptions options, string? from, bool yes, string workingDirectory, TimeSpan timeout, CancellationToken cancellation)
    {
        var (cluster, istio) = (tools.Connect(options.Cluster), options.Istio ?? new());
        var identity = await MeshCluster.IdentityAsync(cluster, cancellation);
        var backup = from is null ? BackupChoice.Newest(Path.GetFullPath(istio.Backup, workingDirectory), istio.Backup, identity) : KeptBackup.Open(Path.GetFullPath(from, workingDirectory), from);
        backup.Verify(journal, cancellation);
        await AccessCheck.RequireAsync(cluster, RightsFor(backup), journal, cancellation);

        var plan = await RestorePlan.MakeAsync(cluster, backup, cancellation);
        await AccessCheck.RequireAsync(cluster, plan.Namespaces.Any(step => step.Action == RestoreAction.Create) ? [new("create", "", "namespaces", null)] : [], journal, cancellation);
        Tell(backup, plan);
        Consent(cluster, backup, plan, identity, yes);
        if (plan.IsEmpty)
        {
            journal.Summarize($"nothing to change: everything is as in {backup.Shown}");
            return;
        }

        var writing = new RestoreWriting(cluster, backup, gate, journal);
        await writing.RunAsync([.. plan.Definitions, .. plan.Namespaces], cancellation);
        if (gate.DryRun == DryRun.Off)
        {
            await ServedAsync(cluster, backup, timeout, cancellation);
            await writing.RunAsync([.. plan.Objects.Select(step => step with { NotYet = null })], cancellation);
            await ProveAsync(cluster, backup, cancellation);
        }
        else
        {
            await writing.RunAsync(plan.Objects, cancellation);
        }

        Sum(backup, plan);
    }

    private static IReadOnlyList<AccessRule> RightsFor(KeptBackup backup)
    {
        var kinds = backup.Manifest.Files.Where(file => file.Section is BackupSection.Definitions or BackupSection.Objects).Select(RestorePlan.KindOf).DistinctBy(kind => (kind.Group, kind.Plural));
        return [.. kinds.SelectMany(kind => Verbs.Select(verb => new AccessRule(verb, kind.Group, kind.Plural, null))), RequiredAccess.ReadIdentity];
    }

    private void Tell(KeptBackup backup, RestorePlan plan)
    {
        journal.Note($"""
            backup      {backup.Shown}, made {backup.Manifest.Origin.Time:yyyy-MM-dd HH:mm:ss} UTC of {Printable.OneLine(backup.Manifest.Origin.Context)}
            CRDs        {Counted(plan.Definitions)}
            namespaces  {Counted(plan.Namespaces)}
            objects     {Counted(plan.Objects)}
            """);
        if (plan.Surplus.Count > 0)
        {
            journal.Find(BackupFindings.Surplus.On($"{plan.Surplus.Count} objects", Named(plan.Surplus)));
        }

        foreach (var release in backup.Manifest.Releases)
        {
            journal.Note($"not restored: release {Printable.OneLine(release.Installed.Name)} in {Printable.OneLine(release.Installed.Namespace)} ({Printable.OneLine(release.Installed.Chart)}); its values are in {backup.Shown}/values");
        }

        static string Counted(IReadOnlyList<RestoreStep> steps) =>
            $"{steps.Count}: {Number(steps, RestoreAction.Create)} to create, {Number(steps, RestoreAction.Update)} to change, {Number(steps, RestoreAction.Leave)} as they were";
    }

    private void Consent(ICluster cluster, KeptBackup backup, RestorePlan plan, string identity, bool yes)
    {
        var reasons = new List<string>();
        if (backup.Manifest.Origin.Identity != identity)
        {
            journal.Find(BackupFindings.OtherCluster.On(cluster.Context, $"the backup is of {Printable.OneLine(backup.Manifest.Origin.Context)}, {Printable.OneLine(backup.Manifest.Origin.Identity)}; this is {identity}"));
            reasons.Add($"the backup is of another cluster, {Printable.OneLine(backup.Manifest.Origin.Context)}");
        }

        if (plan.Changed.Select(step => step.Subject).ToList() is { Count: > 0 } changed)
        {
            journal.Note($"there and different, so changed with --yes only: {Named(changed)}");
            reasons.Add($"{changed.Count} objects are there and differ: {Named(changed)}");
        }

        if (reasons.Count > 0 && !yes && gate.DryRun == DryRun.Off)
        {
            throw new MeshException(ExitCode.Configuration, $"nothing was restored: {string.Join("; and ", reasons)}", "Look at the differences with --dry-run, and say --yes if the backup is right");
        }
    }

    // A CRD that was just made is served some moments later.
    private async Task ServedAsync(ICluster cluster, KeptBackup backup, TimeSpan timeout, CancellationToken cancellation)
    {
        var wanted = backup.Manifest.Files.Where(file => file.Section == BackupSection.Objects).Select(RestorePlan.KindOf).Distinct().ToList();
        for (var started = time.GetTimestamp(); ;)
        {
            var served = (await ServedKinds.ListAsync(cluster, MeshGroups.Has, cancellation)).Select(kind => (kind.ApiVersion, kind.Plural)).ToHashSet();
            var missing = wanted.Where(kind => !served.Contains((kind.ApiVersion, kind.Plural))).Select(kind => $"{kind.Plural}.{kind.Group}/{kind.Version}").ToList();
            journal.Progress("crds", missing.Count == 0 ? $"{wanted.Count} kinds are served" : $"waiting for {Named(missing)}", finished: missing.Count == 0);
            if (missing.Count == 0)
            {
                return;
            }

            if (time.GetElapsedTime(started) >= timeout)
            {
                throw new MeshException(ExitCode.TimeLimit, $"the server does not serve {Named(missing)} after {TimeLimit.Format(timeout)}", "Look at the conditions of these CRDs, and run the same again: it goes on where it stopped");
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    private async Task ProveAsync(ICluster cluster, KeptBackup backup, CancellationToken cancellation)
    {
        var different = (await RestorePlan.MakeAsync(cluster, backup, cancellation)).Objects.Where(step => step.Action != RestoreAction.Leave).ToList();
        foreach (var step in different.Take(MostNamed))
        {
            journal.Find(BackupFindings.Differs.On(step.Subject, step.Action == RestoreAction.Create ? "it is not there" : $"it is not as in {step.File.Path}"));
        }

        if (different.Count > 0)
        {
            throw new MeshException(ExitCode.FindingsFound, $"{different.Count} objects were written and are not as in {backup.Shown}: {Named([.. different.Select(step => step.Subject)])}", BackupFindings.Differs.Remedy);
        }

        journal.Note($"proven: all {backup.Manifest.Count(BackupSection.Objects)} objects read again are as in {backup.Shown}");
    }

    private void Sum(KeptBackup backup, RestorePlan plan)
    {
        var done = plan.Definitions.Concat(plan.Namespaces).Concat(plan.Objects).Where(step => step.Action != RestoreAction.Leave).ToList();
        journal.Summarize($"{Number(done, RestoreAction.Create)} {(gate.DryRun == DryRun.Off ? "" : "would be ")}created, {Number(done, RestoreAction.Update)} changed from {backup.Shown}");
        if (gate.DryRun != DryRun.Off && plan.Objects.Where(step => step.NotYet is not null).ToList() is { Count: > 0 } unasked)
        {
            journal.NotEvaluated($"{unasked.Count} objects could not be asked about: {string.Join("; ", unasked.Select(step => step.NotYet).Distinct().Take(MostNamed))}");
        }
    }

    private static int Number(IReadOnlyList<RestoreStep> steps, RestoreAction action) => steps.Count(step => step.Action == action);

    private static string Named(IReadOnlyList<string> names) => string.Join(", ", names.Take(MostNamed).Select(Printable.OneLine)) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");
}
