using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox.Api;

/// <summary>Puts proxies into new pods, as the injectors of the scenario do where a webhook of theirs selects a pod.</summary>
internal sealed class ProxyInjection(ObjectStore store, IReadOnlyList<ScenarioInjector> injectors)
{
    private const string Proxy = "istio-proxy";
    private const string Auto = "auto";

    /// <param name="ns">The pod's namespace.</param>
    /// <param name="pod">The pod, which is changed.</param>
    /// <param name="isBeginning">True for what the cluster begins with.</param>
    /// <exception cref="Core.Findings.MeshException">An injector does not answer, and its webhook does not pass over that.</exception>
    public void Apply(string ns, JsonObject pod, bool isBeginning)
    {
        foreach (var injector in injectors.Where(one => !(isBeginning && IsMissed(one, pod))))
        {
            var configuration = store.Get(ResourceKind.MutatingWebhook, null, injector.Webhook);
            foreach (var hook in configuration.Items("webhooks").Where(hook => Selects(hook, ns, pod)))
            {
                if (!isBeginning && (injector.Down || !IsReached(hook)))
                {
                    if (hook.Text("failurePolicy") != "Ignore")
                    {
                        throw ApiError.WebhookFailed(hook.Text("name") ?? "", hook.Text("clientConfig", "service", "name") ?? "", hook.Text("clientConfig", "service", "namespace") ?? "");
                    }
                }
                else if (pod.Flag("spec", "hostNetwork") != true)
                {
                    Inject(pod, injector, configuration!.Labels().GetValueOrDefault("istio.io/rev") is { Length: > 0 } revision ? revision : "default");
                }
            }
        }
    }

    private static bool IsMissed(ScenarioInjector injector, JsonObject pod) => injector.Missed.Count > 0 && injector.Missed.All(label => pod.Text("metadata", "labels", label.Key) == label.Value);

    private bool Selects(JsonObject hook, string ns, JsonObject pod) =>
        hook.Items("rules").Any(rule => rule.Elements("resources").Any(resource => resource.Text() is "pods" or "*"))
        && LabelSelector.Of(hook.Child("namespaceSelector")).Matches(store.Get(ResourceKind.Namespace, null, ns).Child("metadata", "labels"))
        && LabelSelector.Of(hook.Child("objectSelector")).Matches(pod.Child("metadata", "labels"));

    private bool IsReached(JsonObject hook) => hook.Child("clientConfig", "service") is not { } service
        || store.Get(ResourceKind.Endpoints, service.Text("namespace") ?? "", service.Text("name") ?? "").Items("subsets").Any(subset => subset.Items("addresses").Any());

    private static void Inject(JsonObject pod, ScenarioInjector injector, string revision)
    {
        var spec = pod.Ensure("spec");
        var all = spec.Items("containers").Concat(spec.Items("initContainers")).ToList();
        foreach (var waiting in all.Where(container => container.Text("image") == Auto))
        {
            waiting["image"] = injector.Image;
        }

        if (!all.Exists(container => container.Text("name") == Proxy))
        {
            var proxy = new JsonObject
            {
                ["name"] = Proxy, ["image"] = injector.Image,
                ["readinessProbe"] = new JsonObject { ["httpGet"] = new JsonObject { ["path"] = "/healthz/ready", ["port"] = 15021 } },
            };
            if (injector.Native)
            {
                proxy["restartPolicy"] = "Always";
            }

            var list = injector.Native ? "initContainers" : "containers";
            spec[list] = new JsonArray([.. spec.Items(list).Select(container => container.DeepClone()), proxy]);
        }

        var annotations = pod.Ensure("metadata").Ensure("annotations");
        annotations["istio.io/rev"] = revision;
        annotations["sidecar.istio.io/status"] = new JsonObject { ["revision"] = revision }.ToJsonString();
    }
}
