using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Backup;

/// <summary>A backup held against a cluster.</summary>
/// <param name="Definitions">CRDs.</param>
/// <param name="Namespaces">Namespaces; one that is there is never changed.</param>
/// <param name="Objects">Objects.</param>
/// <param name="Surplus">Objects of the mesh's groups that are in the cluster and not in the backup.</param>
internal sealed record RestorePlan(IReadOnlyList<RestoreStep> Definitions, IReadOnlyList<RestoreStep> Namespaces, IReadOnlyList<RestoreStep> Objects, IReadOnlyList<string> Surplus)
{
    /// <summary>What is there and would be changed.</summary>
    public IEnumerable<RestoreStep> Changed => Definitions.Concat(Objects).Where(step => step.Action == RestoreAction.Update);

    /// <summary>True when nothing has to be done.</summary>
    public bool IsEmpty => Definitions.Concat(Namespaces).Concat(Objects).All(step => step.Action == RestoreAction.Leave);

    /// <summary>Compares every object, kind by kind, holding one object of each side at a time.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.Refused"/> when a CRD is being deleted; then as for <see cref="ICluster"/> and <see cref="KeptBackup.Read"/>.</exception>
    public static async Task<RestorePlan> MakeAsync(ICluster cluster, KeptBackup backup, CancellationToken cancellation)
    {
        var sections = backup.Manifest.Files.ToLookup(file => file.Section);
        var surplus = new List<string>();
        var definitions = await CompareAsync(ResourceKind.CustomResourceDefinition, sections[BackupSection.Definitions], null);
        var namespaces = new List<RestoreStep>();
        foreach (var file in sections[BackupSection.Namespaces])
        {
            var there = await cluster.GetAsync(ResourceKind.Namespace, null, file.Name, cancellation) is not null;
            namespaces.Add(new(file, ResourceKind.Namespace, there ? RestoreAction.Leave : RestoreAction.Create));
        }

        var missing = namespaces.Where(step => step.Action == RestoreAction.Create).Select(step => step.File.Name).ToHashSet(StringComparer.Ordinal);
        var served = (await ServedKinds.ListAsync(cluster, MeshGroups.Has, cancellation)).ToList();
        var objects = new List<RestoreStep>();
        foreach (var files in sections[BackupSection.Objects].GroupBy(KindOf))
        {
            objects.AddRange(served.Exists(kind => kind.ApiVersion == files.Key.ApiVersion && kind.Plural == files.Key.Plural)
                ? (await CompareAsync(files.Key, files, surplus)).Select(step => step.Namespace is { } ns && missing.Contains(ns) ? step with { NotYet = $"namespace {ns} is not there yet" } : step)
                : files.Select(file => new RestoreStep(file, files.Key, RestoreAction.Create, $"the server does not serve {files.Key.ApiVersion} {files.Key.Kind} yet")));
        }

        var known = objects.Select(step => (step.Kind.Group, step.Kind.Plural)).ToHashSet();
        foreach (var kind in served.DistinctBy(kind => (kind.Group, kind.Plural)).Where(kind => !known.Contains((kind.Group, kind.Plural))))
        {
            await CompareAsync(kind, [], surplus);
        }

        return new(definitions, namespaces, objects, surplus);

        async Task<List<RestoreStep>> CompareAsync(ResourceKind kind, IEnumerable<BackupFile> files, List<string>? others)
        {
            var kept = files.ToDictionary(file => (kind.Namespaced ? file.Namespace : null, file.Name));
            var found = new Dictionary<BackupFile, RestoreAction>();
            await foreach (var live in cluster.ListAsync(kind, new ListQuery(), cancellation))
            {
                if (!kept.TryGetValue((kind.Namespaced ? live.Namespace() : null, live.Name()), out var file))
                {
                    others?.Add(kind.Describe(live.Namespace(), live.Name()));
                    continue;
                }

                if (live.IsTerminating() && kind == ResourceKind.CustomResourceDefinition)
                {
                    throw new MeshException(ExitCode.Refused, $"{kind.Describe(null, live.Name())} is being deleted, with all of its objects", "Wait until it is gone, and look for finalizers if it stays; then run it again");
                }

                found[file] = CleanObject.Same(live, backup.Read(file)) ? RestoreAction.Leave : RestoreAction.Update;
            }

            return [.. kept.Values.Select(file => new RestoreStep(file, kind, found.GetValueOrDefault(file, RestoreAction.Create)))];
        }
    }

    /// <summary>The kind of a file's object; the backup knows it, also while the server does not serve it.</summary>
    public static ResourceKind KindOf(BackupFile file) =>
        new(file.ApiVersion.Split('/')[0], file.ApiVersion.Split('/')[^1], file.Kind.Split('.', 2)[0], file.KindName, file.Namespace is not null);
}
