using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Revisions;

/// <summary>What leads to one revision of the control plane: its own name, the tags that stand for it, and the Services in front of its istiod.</summary>
/// <param name="Namespace">The namespace of the control plane.</param>
/// <param name="Revision">The revision; <c>default</c> for the one without a name.</param>
/// <param name="Tags">Every tag with the revision it stands for.</param>
/// <param name="Services">The Services of this revision's istiod.</param>
/// <param name="Webhooks">All webhook configurations of the cluster, of both kinds.</param>
internal sealed record RevisionNames(string Namespace, string Revision, IReadOnlyDictionary<string, string> Tags, IReadOnlySet<string> Services, IReadOnlyList<(ResourceKind Kind, JsonObject Object)> Webhooks)
{
    /// <summary>The label values that mean this revision.</summary>
    public IReadOnlyList<string> Labels { get; } = [.. Tags.Where(tag => tag.Value == Revision).Select(tag => tag.Key).Append(Revision).Where(name => !Tags.TryGetValue(name, out var other) || other == Revision).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>True when what names no revision is served by this one.</summary>
    public bool IsDefault => Means(MeshLabels.Default);

    /// <summary>Whether a label's value means this revision, by itself or as a tag.</summary>
    public bool Means(string label) => Tags.GetValueOrDefault(label, label) == Revision;

    /// <summary>As people are told: <c>1-28</c>, or <c>prod, a tag of 1-28</c>.</summary>
    public string Say(string label) => Tags.ContainsKey(label) ? $"{label}, a tag of {Revision}" : label;

    /// <summary>Whether a webhook configuration comes and goes with the revision itself, by the names that charts and istioctl give.</summary>
    public bool IsOwn(JsonObject webhooks)
    {
        var infix = Revision == MeshLabels.Default ? "" : $"-{Revision}";
        return webhooks.Name() is var name && (name == $"istio-sidecar-injector{infix}" || name == $"istio-sidecar-injector{infix}-{Namespace}" || name == $"istio-validator{infix}-{Namespace}")
            && !webhooks.Labels().ContainsKey(MeshLabels.Tag);
    }

    /// <summary>Whether one webhook is answered by this revision's istiod: through its Service, or through an address that begins with it.</summary>
    public bool Reaches(JsonObject webhook) => webhook.At("clientConfig", "service") is { } service
        ? service.Text("namespace") == Namespace && Services.Contains(service.Text("name") ?? "")
        : Uri.TryCreate(webhook.Text("clientConfig", "url"), UriKind.Absolute, out var address) && IsAddress(address.Host);

    /// <summary>Whether a host is one of its Services: <c>istiod-1-28.istio-system.svc</c>.</summary>
    public bool IsAddress(string host) => host.Split(':')[0].Split('.') is [var service, .. var rest] && Services.Contains(service) && (rest.Length == 0 || rest[0] == Namespace);

    /// <param name="cluster">The cluster.</param>
    /// <param name="ns">The namespace of the control plane.</param>
    /// <param name="revision">The revision; null for the one without a name.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<RevisionNames> ReadAsync(ICluster cluster, string ns, string? revision, CancellationToken cancellation)
    {
        var name = string.IsNullOrEmpty(revision) ? MeshLabels.Default : revision;
        var webhooks = new List<(ResourceKind, JsonObject)>();
        foreach (var kind in new[] { ResourceKind.MutatingWebhook, ResourceKind.ValidatingWebhook })
        {
            await foreach (var item in cluster.ListAsync(kind, new ListQuery(), cancellation))
            {
                webhooks.Add((kind, item));
            }
        }

        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (_, item) in webhooks)
        {
            // Another control plane of the cluster, in a namespace of its own, has tags of its own.
            if (item.Labels().TryGetValue(MeshLabels.Tag, out var tag) && item.Labels().TryGetValue(MeshLabels.Revision, out var target) && IsOf(item, ns))
            {
                tags[tag] = target;
            }
        }

        return new(ns, name, tags, await ServicesAsync(cluster, ns, name, cancellation), webhooks);
    }

    private static bool IsOf(JsonObject webhooks, string ns) => webhooks.Items("webhooks").All(hook => (hook.Text("clientConfig", "service", "namespace") ?? ns) == ns);

    private static async Task<HashSet<string>> ServicesAsync(ICluster cluster, string ns, string revision, CancellationToken cancellation)
    {
        // As it is called even where the Service itself is gone already: a webhook that points to nothing is the worst of all.
        var services = new HashSet<string>(StringComparer.Ordinal) { revision == MeshLabels.Default ? "istiod" : $"istiod-{revision}" };
        await foreach (var service in cluster.ListAsync(ResourceKind.Service, new ListQuery(ns), cancellation))
        {
            var selector = service.Texts("spec", "selector");
            if (selector.GetValueOrDefault("app") == "istiod" && selector.TryGetValue(MeshLabels.Revision, out var selected))
            {
                _ = selected == revision ? services.Add(service.Name()) : services.Remove(service.Name());
            }
        }

        return services;
    }
}
