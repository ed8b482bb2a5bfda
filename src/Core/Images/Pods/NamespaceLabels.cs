using System.Collections.Concurrent;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Images.Pods;

/// <summary>The labels of namespaces: as a release of this delivery makes them, else as the cluster has them.</summary>
internal sealed class NamespaceLabels
{
    private const int AtOnce = 8;
    private static readonly Dictionary<string, string> None = [];

    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> labels = new();
    private readonly ConcurrentBag<string> unread = [];

    private NamespaceLabels()
    {
    }

    /// <summary>The namespaces that this user may not read.</summary>
    public IEnumerable<string> Unread => unread.Order(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Of(string ns) => labels.GetValueOrDefault(ns, None);

    /// <param name="namespaces">Which.</param>
    /// <param name="rendered">The objects of this delivery.</param>
    /// <param name="cluster">The cluster; null where none is asked.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<NamespaceLabels> ReadAsync(IEnumerable<string> namespaces, IEnumerable<ManifestObject> rendered, ICluster? cluster, CancellationToken cancellation)
    {
        var read = new NamespaceLabels();
        foreach (var item in rendered.Where(item => item is { Kind: "Namespace", ApiVersion: "v1" }))
        {
            read.labels[item.Name] = item.Body.Labels();
        }

        var asked = cluster is null ? [] : namespaces.Distinct(StringComparer.Ordinal).Where(ns => !read.labels.ContainsKey(ns)).ToList();
        await Parallel.ForEachAsync(asked, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (ns, token) =>
        {
            try
            {
                read.labels[ns] = (await cluster!.GetAsync(ResourceKind.Namespace, null, ns, token))?.Labels() ?? None;
            }
            catch (MeshException exception) when (exception.ExitCode == ExitCode.Forbidden)
            {
                read.unread.Add(ns);
            }
        });
        return read;
    }
}
