using System.Text.Json.Nodes;
using Mesh.Core.Images.Pods;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Images.Proxies;

/// <summary>Which injector, if any, a pod meets. Source: istio pkg/kube/inject/webhook.go and the selectors of the chart's webhooks.</summary>
internal static class Injection
{
    private const string Inject = "sidecar.istio.io/inject";
    private const string Revision = "istio.io/rev";
    private static readonly string[] LeftAlone = ["kube-system", "kube-public", "kube-node-lease", "local-path-storage"];

    /// <summary>False where no label of the namespace can bring a proxy into the pod.</summary>
    public static bool IsPossible(Pod pod) => !IsLeftAlone(pod) && Wish(pod) != "false";

    /// <summary>The revision or tag of the injector that the pod meets; empty for the default one, null for none.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="ns">The labels of its namespace.</param>
    public static string? RevisionFor(Pod pod, IReadOnlyDictionary<string, string> ns)
    {
        if (!IsPossible(pod))
        {
            return null;
        }

        var label = pod.Metadata.Text("labels", Revision);
        return ns.GetValueOrDefault("istio-injection") switch
        {
            "enabled" => "",
            not null => null,
            _ when ns.TryGetValue(Revision, out var revision) => revision,
            // The webhooks select by labels; an annotation alone brings no pod to them.
            _ => label ?? (pod.Metadata.Text("labels", Inject) == "true" ? "" : null),
        };
    }

    /// <summary>Whether injectors leave the pods of a namespace alone, whatever their labels say.</summary>
    public static bool IsLeftAlone(string ns) => LeftAlone.Contains(ns);

    /// <summary>What a pod says itself of injection: its label, else its annotation; null where it says nothing.</summary>
    /// <param name="metadata">Its metadata.</param>
    public static string? Wish(JsonObject? metadata) => metadata.Text("labels", Inject) ?? metadata.Text("annotations", Inject);

    private static bool IsLeftAlone(Pod pod) => pod.Spec.Flag("hostNetwork") == true || IsLeftAlone(pod.Namespace);

    private static string? Wish(Pod pod) => Wish(pod.Metadata);
}
