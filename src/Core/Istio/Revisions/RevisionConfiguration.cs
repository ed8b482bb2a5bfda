using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Mesh.Core.Istio.Backup;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Revisions;

/// <summary>The objects of Istio's and the Gateway API's groups that one revision alone serves: those that carry its label, and Gateways that fall to it.</summary>
internal sealed class RevisionConfiguration(ICluster cluster, RevisionNames names, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> namespaces)
{
    private const string GatewayApi = "gateway.networking.k8s.io";

    public async IAsyncEnumerable<RevisionUser?> FindAsync(Func<JsonObject, bool> isGoing, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var kinds = (await ServedKinds.ListAsync(cluster, MeshGroups.Has, cancellation)).DistinctBy(kind => (kind.Group, kind.Plural)).ToList();
        var classes = await ClassesAsync(kinds, cancellation);
        foreach (var kind in kinds)
        {
            // A Gateway without a label falls to its namespace's revision, or to the default one.
            var isGateway = kind is { Group: GatewayApi, Kind: "Gateway" };
            await foreach (var item in cluster.ListAsync(kind, new ListQuery(null, isGateway ? null : $"{MeshLabels.Revision} in ({string.Join(',', names.Labels)})"), cancellation))
            {
                if (!isGoing(item) && (isGateway ? OfGateway(item, classes) : Label(item)) is { } why)
                {
                    yield return new(kind.Describe(item.Namespace(), item.Name()), why);
                }
            }
        }
    }

    private string? OfGateway(JsonObject gateway, HashSet<string> classes)
    {
        if (!classes.Contains(gateway.Text("spec", "gatewayClassName") ?? ""))
        {
            return null;
        }

        var ns = namespaces.GetValueOrDefault(gateway.Namespace() ?? "")?.GetValueOrDefault(MeshLabels.Revision);
        return Label(gateway) ?? (gateway.Labels().ContainsKey(MeshLabels.Revision) ? null
            : ns is not null ? names.Means(ns) ? $"its namespace has label {MeshLabels.Revision}={names.Say(ns)}" : null
            : names.IsDefault ? "it names no revision, so the default one serves it" : null);
    }

    private string? Label(JsonObject item) => item.Labels().TryGetValue(MeshLabels.Revision, out var label) && names.Means(label) ? $"label {MeshLabels.Revision}={names.Say(label)}" : null;

    private async Task<HashSet<string>> ClassesAsync(IEnumerable<ResourceKind> kinds, CancellationToken cancellation)
    {
        var classes = new HashSet<string>(StringComparer.Ordinal);
        if (kinds.FirstOrDefault(kind => kind is { Group: GatewayApi, Kind: "GatewayClass" }) is { } served)
        {
            await foreach (var item in cluster.ListAsync(served, new ListQuery(), cancellation))
            {
                if (item.Text("spec", "controllerName")?.StartsWith("istio.io/", StringComparison.Ordinal) == true)
                {
                    classes.Add(item.Name());
                }
            }
        }

        return classes;
    }
}
