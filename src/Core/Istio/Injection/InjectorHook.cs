using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Revisions;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Injection;

/// <summary>A webhook that puts proxies into pods. Source of the names and paths: Istio's chart istiod.</summary>
/// <param name="Configuration">The MutatingWebhookConfiguration it stands in.</param>
/// <param name="Revision">The revision that the configuration leads to.</param>
/// <param name="Tag">The tag that the configuration stands for; null for a revision's own.</param>
/// <param name="Created">When the configuration was made.</param>
/// <param name="Body">The webhook as the server has it.</param>
internal sealed record InjectorHook(string Configuration, string Revision, string? Tag, DateTimeOffset? Created, JsonObject Body)
{
    /// <summary>Its own name, which errors of the server say.</summary>
    public string Name => Printable.OneLine(Body.Text("name") ?? "");

    /// <summary>True where a pod is admitted as it is when the injector does not answer; else it is refused.</summary>
    public bool IsPassedOver => Body.Text("failurePolicy") == "Ignore";

    /// <summary>True where a condition in CEL decides besides the selectors, which only the server evaluates.</summary>
    public bool IsConditional => Body.Items("matchConditions").Any();

    /// <summary>As people read it.</summary>
    public override string ToString() => $"webhook {Name} of {Printable.OneLine(Configuration)}";

    /// <summary>Those of a cluster, in the order in which the server calls them: configurations by name, and the webhooks of each as they stand.</summary>
    /// <exception cref="MeshException">As for <see cref="ICluster"/>.</exception>
    public static async Task<IReadOnlyList<InjectorHook>> ReadAsync(ICluster cluster, CancellationToken cancellation)
    {
        var all = new List<JsonObject>();
        await foreach (var configuration in cluster.ListAsync(ResourceKind.MutatingWebhook, new ListQuery(), cancellation))
        {
            if (!configuration.IsTerminating())
            {
                all.Add(configuration);
            }
        }

        return [.. all.OrderBy(one => one.Name(), StringComparer.Ordinal).SelectMany(one => one.Items("webhooks").Where(IsInjector).Select(hook => new InjectorHook(one.Name(), Webhooks.RevisionOf(one), Webhooks.TagOf(one), one.Created(), hook)))];
    }

    /// <summary>Whether the server asks it about a new pod, as far as rules and selectors decide.</summary>
    /// <param name="ns">The labels of the namespace; null where it has none.</param>
    /// <param name="pod">The labels of the pod; null where it has none.</param>
    public bool Selects(JsonObject? ns, JsonObject? pod) => Body.Items("rules").Any(IsForNewPods)
        && LabelSelector.Of(Body.Child("namespaceSelector")).Matches(ns) && LabelSelector.Of(Body.Child("objectSelector")).Matches(pod);

    private static bool IsForNewPods(JsonObject rule) =>
        Has(rule, "operations", "CREATE") && Has(rule, "apiGroups", "") && Has(rule, "resources", "pods") && rule.Text("scope") != "Cluster";

    private static bool Has(JsonObject rule, string list, string wanted) => rule.Elements(list).Any(one => one.Text() is { } text && (text == "*" || text == wanted));

    private static bool IsInjector(JsonObject hook) =>
        hook.Text("name")?.EndsWith("sidecar-injector.istio.io", StringComparison.Ordinal) == true
        || hook.Text("clientConfig", "service", "path")?.StartsWith("/inject", StringComparison.Ordinal) == true
        || (Uri.TryCreate(hook.Text("clientConfig", "url"), UriKind.Absolute, out var address) && address.AbsolutePath.StartsWith("/inject", StringComparison.Ordinal));
}
