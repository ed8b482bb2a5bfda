using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Revisions;

/// <summary>The injecting webhooks of a mesh: which tag leads to which revision.</summary>
/// <param name="All">Those whose Service is in the namespace of the control plane, by name.</param>
internal sealed record Webhooks(IReadOnlyList<JsonObject> All)
{
    /// <summary>The webhook that checks Istio's own objects for the whole cluster. Source: chart base.</summary>
    public const string DefaultValidator = "istiod-default-validator";

    /// <summary>The tags, each with the revision it leads to.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; } = All
        .Where(one => TagOf(one) is not null)
        .GroupBy(one => TagOf(one)!).ToDictionary(group => group.Key, group => RevisionOf(group.First()), StringComparer.Ordinal);

    /// <summary>Those that a cluster has now.</summary>
    public static async Task<Webhooks> ReadAsync(ICluster cluster, string ns, CancellationToken cancellation)
    {
        var all = new List<JsonObject>();
        await foreach (var one in cluster.ListAsync(ResourceKind.MutatingWebhook, new ListQuery(), cancellation))
        {
            var labels = one.Labels();
            var isInjector = labels.GetValueOrDefault("app") == "sidecar-injector" || labels.ContainsKey(MeshLabels.Tag) || one.Name().StartsWith("istio-sidecar-injector", StringComparison.Ordinal);
            if (isInjector && one.Items("webhooks").Any(hook => hook.Text("clientConfig", "service", "namespace") is not { } of || of == ns))
            {
                all.Add(one);
            }
        }

        return new([.. all.OrderBy(one => one.Name(), StringComparer.Ordinal)]);
    }

    /// <summary>The configuration of a tag; null where there is none.</summary>
    public JsonObject? OfTag(string tag) => All.FirstOrDefault(one => TagOf(one) == tag);

    /// <summary>The configuration of a revision itself; null where there is none.</summary>
    public JsonObject? OfRevision(string revision) => All.FirstOrDefault(one => TagOf(one) is null && RevisionOf(one) == revision);

    /// <summary>The revision that a label of a namespace or a pod leads to: a tag's, or the one of that very name.</summary>
    public string RevisionFor(string label) => Tags.GetValueOrDefault(label, label);

    /// <summary>The CA bundle with which the API server knows a revision's istiod; null while istiod has not written it.</summary>
    public string? BundleOf(string revision) =>
        OfRevision(revision)?.Items("webhooks").Select(hook => hook.Text("clientConfig", "caBundle")).FirstOrDefault(bundle => !string.IsNullOrEmpty(bundle));

    /// <summary>The tag that a configuration stands for; null for a revision's own.</summary>
    public static string? TagOf(JsonObject one) => one.Labels().GetValueOrDefault(MeshLabels.Tag);

    /// <summary>The revision that a configuration leads to.</summary>
    public static string RevisionOf(JsonObject one) => NamedRevision.Of(one.Labels().GetValueOrDefault(MeshLabels.Revision));
}
