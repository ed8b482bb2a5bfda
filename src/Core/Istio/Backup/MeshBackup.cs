using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Istio.Backup;

/// <summary>Keeps everything that a mesh is configured by: CRDs, objects, namespaces and the values of its releases, in a folder that is whole or not there.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="gate">Through which the folder is written.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
public sealed class MeshBackup(Toolbox tools, ChangeGate gate, RunJournal journal, TimeProvider time)
{
    private const int MostNamed = 10;

    /// <summary>Makes a backup.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="workingDirectory">The folder that relative paths begin at.</param>
    /// <param name="cancellation">Stops it; no folder is left behind then.</param>
    /// <returns>The folder it made (or, in a dry run, would make), absolute.</returns>
    /// <exception cref="MeshException"><see cref="ExitCode.Forbidden"/>: rights are missing, all of them named; <see cref="ExitCode.CannotCreate"/>, <see cref="ExitCode.InputOutput"/>: the folder
    /// cannot be written; helm's own code when it fails; the code of the first list that could not be read whole. Nothing is left behind in any of these cases.</exception>
    public async Task<string> RunAsync(MeshOptions options, string workingDirectory, CancellationToken cancellation)
    {
        var (cluster, istio) = (tools.Connect(options.Cluster), options.Istio ?? new());
        var origin = new BackupOrigin(time.GetUtcNow(), cluster.Context, cluster.Server, (await cluster.GetVersionAsync(cancellation)).Text, await MeshCluster.IdentityAsync(cluster, cancellation), istio.Namespace);
        var kinds = await MeshContents.KindsAsync(cluster, cancellation);
        await AccessCheck.RequireAsync(cluster, [.. kinds.Select(kind => new AccessRule("list", kind.Group, kind.Plural, null))], journal, cancellation);
        var releases = await ReleasesAsync(options, istio, cancellation);

        var shown = Path.Combine(istio.Backup, BackupPaths.FolderName(origin.Time, origin.Context));
        var path = Path.GetFullPath(shown, workingDirectory);
        BackupManifest? manifest = gate.DryRun == DryRun.Off ? null : await ReadAsync(null);
        await gate.PassAsync(
            new Change
            {
                Target = "file",
                Subject = shown,
                Action = "create",
                Diff = manifest is null ? Lines(kinds.Select(BackupItem.CountedAs)) : Lines(manifest.Counts.Select(count => $"{count.Value} {count.Key}")),
                Undo = $"rm -r -- '{shown}'",
                Execute = async token => manifest = await WriteAsync(new BackupFolder(path, shown), ReadAsync, token),
            },
            cancellation);
        Tell(manifest!, shown);
        return path;

        Task<BackupManifest> ReadAsync(BackupFolder? folder) => this.ReadAsync(cluster, options, origin, kinds, releases, folder, cancellation);
    }

    private async Task<IReadOnlyList<MeshRelease>> ReleasesAsync(MeshOptions options, IstioOptions istio, CancellationToken cancellation)
    {
        try
        {
            return MeshRelease.Of(await tools.Helm.ListAsync(Toolbox.TargetOf(options.Cluster), null, cancellation), istio);
        }
        catch (MeshException missing) when (missing.ExitCode == ExitCode.NoInput && istio.Installer != "helm")
        {
            journal.NotEvaluated($"values of releases are not in the backup: {missing.Reason}");
            return [];
        }
    }

    private static async Task<BackupManifest> WriteAsync(BackupFolder folder, Func<BackupFolder?, Task<BackupManifest>> read, CancellationToken cancellation)
    {
        try
        {
            folder.Open();
            var manifest = await read(folder);
            folder.Write(BackupPaths.Manifest, CleanObject.Write(manifest.ToJson()));
            cancellation.ThrowIfCancellationRequested();
            folder.Appear();
            return manifest;
        }
        finally
        {
            folder.Withdraw();
        }
    }

    private async Task<BackupManifest> ReadAsync(ICluster cluster, MeshOptions options, BackupOrigin origin, IReadOnlyList<ResourceKind> kinds, IReadOnlyList<MeshRelease> releases, BackupFolder? folder, CancellationToken cancellation)
    {
        var files = new List<BackupFile>();
        var contents = new MeshContents(cluster, origin.Namespace, kinds);
        await foreach (var item in contents.ReadAsync(cancellation))
        {
            Keep(item);
        }

        Refuse(contents.Failures);
        foreach (var release in releases)
        {
            var values = await tools.Helm.GetValuesAsync(Toolbox.TargetOf(options.Cluster), release.Release, cancellation);
            Keep(new(BackupSection.Values, "values", "", "", release.Installed.Namespace, release.Installed.Name, (JsonObject)CleanObject.Sorted(values)!));
        }

        if (contents.Leaving.Count > 0)
        {
            journal.Note($"not in the backup, since being deleted: {Named(contents.Leaving)}");
        }

        return new(origin, releases, [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)]);

        void Keep(BackupItem item)
        {
            var (file, bytes) = (BackupPaths.Of(item), CleanObject.Write(item.Body));
            folder?.Write(file, bytes);
            files.Add(new(file, Convert.ToHexStringLower(SHA256.HashData(bytes)), item.Section, item.Kind, item.ApiVersion, item.KindName, item.Namespace, item.Name));
            if (files.Count % 500 == 0)
            {
                journal.Progress("backup", $"{files.Count} objects read");
            }
        }
    }

    private void Refuse(List<(string What, MeshException Why)> failures)
    {
        foreach (var (what, why) in failures)
        {
            journal.Find(BackupFindings.NotWhole.On(what, why.Reason));
        }

        if (failures is [var first, ..])
        {
            throw new MeshException(first.Why.ExitCode, $"no backup was made: {Named([.. failures.Select(failure => failure.What)])} could not be read whole: {first.Why.Reason}", first.Why.Remedy, first.Why);
        }
    }

    private void Tell(BackupManifest manifest, string shown)
    {
        var values = manifest.Count(BackupSection.Values);
        journal.Progress("backup", $"{manifest.Files.Count} objects read", finished: true);
        journal.Note($"""
            {(gate.DryRun == DryRun.Off ? "backup" : "would be")}     {shown}
            CRDs       {manifest.Count(BackupSection.Definitions)}
            objects    {manifest.Count(BackupSection.Objects)} in {manifest.Count(BackupSection.Namespaces)} namespaces
            values     {values} release{(values == 1 ? "" : "s")}{(values == 0 ? "" : ", as they are, with whatever secrets they hold: the folder is for its owner alone")}
            not in it  Secrets, ConfigMaps, webhooks and workloads
            """);
        journal.Summarize($"{manifest.Count(BackupSection.Definitions)} CRDs, {manifest.Count(BackupSection.Objects)} objects {(gate.DryRun == DryRun.Off ? "in" : "would go to")} {shown}");
        journal.Attach("backup", new JsonObject
        {
            ["folder"] = shown,
            ["identity"] = manifest.Origin.Identity,
            ["counts"] = new JsonObject(manifest.Counts.Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value))),
        });
    }

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => $"+{line}\n"));

    private static string Named(List<string> names) => string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");
}
