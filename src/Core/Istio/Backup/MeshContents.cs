using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Backup;

/// <summary>Everything of a mesh that the API server has, one object after the other. What cannot be read is remembered, so that all of it can be named.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="istioNamespace">The namespace of the control plane.</param>
/// <param name="kinds">The kinds to read, each in the version it is stored in.</param>
internal sealed class MeshContents(ICluster cluster, string istioNamespace, IReadOnlyList<ResourceKind> kinds)
{
    /// <summary>What could not be read whole, with the reason.</summary>
    public List<(string What, MeshException Why)> Failures { get; } = [];

    /// <summary>Objects on their way out, which are left out.</summary>
    public List<string> Leaving { get; } = [];

    /// <summary>The kinds that a backup reads: all of the mesh's groups that are served, each in the version it is stored in.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.Unavailable"/> when the objects of a CRD cannot be read because the server does not serve them.</exception>
    public static async Task<IReadOnlyList<ResourceKind>> KindsAsync(ICluster cluster, CancellationToken cancellation)
    {
        var served = (await ServedKinds.ListAsync(cluster, MeshGroups.Has, cancellation)).ToLookup(kind => (kind.Group, kind.Plural));
        var stored = new Dictionary<(string, string), string?>();
        await foreach (var definition in cluster.ListAsync(ResourceKind.CustomResourceDefinition, new ListQuery(), cancellation))
        {
            if (MeshGroups.Has(definition.Text("spec", "group") ?? ""))
            {
                stored[(definition.Text("spec", "group")!, definition.Text("spec", "names", "plural") ?? "")] = definition.Items("spec", "versions").FirstOrDefault(version => version.Flag("storage") == true)?.Text("name");
            }
        }

        return stored.Keys.Where(key => !served.Contains(key)).Select(key => $"{key.Item2}.{key.Item1}").Order(StringComparer.Ordinal).ToList() is { Count: > 0 } unserved
            ? throw new MeshException(ExitCode.Unavailable, $"the objects of {string.Join(", ", unserved)} cannot be read: the CRD is there and no version of it is served", "Look at the conditions of the CRD; if it was just made, try again")
            : [.. served.Select(versions => versions.FirstOrDefault(kind => kind.Version == stored.GetValueOrDefault(versions.Key)) ?? versions.First())];
    }

    /// <summary>All of it: CRDs, objects, and at last the namespaces they are in.</summary>
    public async IAsyncEnumerable<BackupItem> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var definition in ListAsync(ResourceKind.CustomResourceDefinition, cancellation))
        {
            if (MeshGroups.Has(definition.Text("spec", "group") ?? ""))
            {
                yield return Item(BackupSection.Definitions, ResourceKind.CustomResourceDefinition, definition);
            }
        }

        var namespaces = new SortedSet<string>(StringComparer.Ordinal) { istioNamespace };
        foreach (var kind in kinds)
        {
            await foreach (var item in ListAsync(kind, cancellation))
            {
                _ = item.Namespace() is { } ns && namespaces.Add(ns);
                yield return Item(BackupSection.Objects, kind, item);
            }
        }

        foreach (var name in namespaces)
        {
            if (await cluster.GetAsync(ResourceKind.Namespace, null, name, cancellation) is { } ns)
            {
                yield return Item(BackupSection.Namespaces, ResourceKind.Namespace, ns);
            }
        }
    }

    private async IAsyncEnumerable<JsonObject> ListAsync(ResourceKind kind, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var items = cluster.ListAsync(kind, new ListQuery(), cancellation).GetAsyncEnumerator(cancellation);
        while (await NextAsync(kind, items))
        {
            if (items.Current.IsTerminating())
            {
                Leaving.Add(kind.Describe(items.Current.Namespace(), items.Current.Name()));
                continue;
            }

            yield return items.Current;
        }
    }

    private async Task<bool> NextAsync(ResourceKind kind, IAsyncEnumerator<JsonObject> items)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (MeshException why) when (why.ExitCode != ExitCode.Unavailable || why.InnerException is ApiException)
        {
            Failures.Add((BackupItem.CountedAs(kind), why));
            return false;
        }
    }

    private static BackupItem Item(BackupSection section, ResourceKind kind, JsonObject item) => new(section, BackupItem.CountedAs(kind), kind.ApiVersion, kind.Kind, kind.Namespaced ? item.Namespace() : null, item.Name(),
        section == BackupSection.Namespaces ? CleanObject.OfNamespace(item) : CleanObject.Of(item));
}
