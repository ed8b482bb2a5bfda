using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Revisions;

/// <summary>A namespace whose labels ask for proxies.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Labels">The two labels that decide, as they are.</param>
/// <param name="Revision">The revision they lead to.</param>
/// <param name="Tag">The tag they lead over; null where they name the revision itself, or the default one that no tag stands for.</param>
internal sealed record ServedNamespace(string Name, InjectionLabels Labels, string Revision, string? Tag)
{
    /// <summary>Every namespace of the cluster that has such labels, by name.</summary>
    /// <remarks>istio-injection wins over istio.io/rev where both are there. Source: the selectors of the webhooks in Istio's chart istiod.</remarks>
    public static async Task<IReadOnlyList<ServedNamespace>> ReadAsync(ICluster cluster, Webhooks webhooks, CancellationToken cancellation)
    {
        var served = new List<ServedNamespace>();
        await foreach (var ns in cluster.ListAsync(ResourceKind.Namespace, new ListQuery(), cancellation))
        {
            if (!ns.IsTerminating() && Of(ns, webhooks) is { } one)
            {
                served.Add(one);
            }
        }

        return [.. served.OrderBy(one => one.Name, StringComparer.Ordinal)];
    }

    /// <summary>What the labels of a namespace lead to; null where they lead nowhere.</summary>
    public static ServedNamespace? Of(JsonObject ns, Webhooks webhooks)
    {
        var labels = InjectionLabels.Of(ns);
        var asked = labels.Injection switch { "enabled" => MeshLabels.Default, not null => null, _ => labels.Revision };
        return asked is null ? null : new(ns.Name(), labels, webhooks.RevisionFor(asked), webhooks.Tags.ContainsKey(asked) ? asked : null);
    }
}
