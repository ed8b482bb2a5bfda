using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Istio.Compatibility.Nodes;
using Mesh.Core.Istio.Compatibility.Skew;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Compatibility;

/// <summary>All pods of a cluster, looked at once and one by one: what they request of which node, which proxies they have, and which are done or crash.</summary>
internal sealed class PodSurvey
{
    private const string Proxy = "istio-proxy";

    private static readonly string[] Autoscalers = ["cluster-autoscaler", "karpenter"];

    private readonly Dictionary<string, Room> requested = new(StringComparer.Ordinal);
    private readonly Dictionary<(string?, string, string?), ProxyGroup> proxies = [];
    private readonly List<string> crashing = [];
    private readonly List<string> completed = [];

    /// <summary>The proxies by version and revision.</summary>
    public IReadOnlyList<ProxyGroup> Proxies => [.. proxies.Values.OrderBy(group => group.Minor).ThenBy(group => group.Revision, StringComparer.Ordinal).ThenBy(group => group.Image, StringComparer.Ordinal)];

    /// <summary>The pods with a container in CrashLoopBackOff.</summary>
    public IReadOnlyList<string> Crashing => [.. crashing.Order(StringComparer.Ordinal)];

    /// <summary>The pods that have ended well and are still listed.</summary>
    public IReadOnlyList<string> Completed => [.. completed.Order(StringComparer.Ordinal)];

    /// <summary>True when something runs that makes nodes for pods that wait.</summary>
    public bool HasAutoscaler { get; private set; }

    public static async Task<PodSurvey> ReadAsync(ICluster cluster, CancellationToken cancellation)
    {
        var survey = new PodSurvey();
        await foreach (var pod in cluster.ListAsync(ResourceKind.Pod, new ListQuery(), cancellation))
        {
            survey.Add(pod);
        }

        return survey;
    }

    /// <summary>What the pods of a node request.</summary>
    public Room RequestedOn(string node) => requested.GetValueOrDefault(node);

    public void Add(JsonObject pod)
    {
        var name = $"{pod.Namespace()}/{pod.Name()}";
        if (pod.Text("status", "phase") is "Succeeded" or "Failed")
        {
            if (pod.Text("status", "phase") == "Succeeded")
            {
                completed.Add(name);
            }

            return;
        }

        if (pod.Text("spec", "nodeName") is { Length: > 0 } node)
        {
            requested[node] = requested.GetValueOrDefault(node) + Room.Requested(pod);
        }

        if (pod.Items("status", "initContainerStatuses").Concat(pod.Items("status", "containerStatuses")).Any(container => container.Text("state", "waiting", "reason") == "CrashLoopBackOff"))
        {
            crashing.Add(name);
        }

        HasAutoscaler |= pod.Labels().Any(label => label.Key is "app" or "k8s-app" or "app.kubernetes.io/name" && Autoscalers.Any(known => label.Value.EndsWith(known, StringComparison.Ordinal)));
        if (!pod.IsTerminating())
        {
            AddProxy(pod, name);
        }
    }

    private void AddProxy(JsonObject pod, string name)
    {
        // As a sidecar, or as an init container that goes on running; gateways and ztunnel call their container so too.
        if (pod.Items("spec", "containers").Concat(pod.Items("spec", "initContainers")).FirstOrDefault(container => container.Text("name") == Proxy) is not { } container)
        {
            return;
        }

        var image = container.Text("image") ?? "";
        var version = ImageVersion.Of(image);
        var key = (Version: version, Image: version is null ? Printable.OneLine(image) : "", Revision: RevisionOf(pod));
        if (!proxies.TryGetValue(key, out var group))
        {
            proxies[key] = group = new(key.Version, key.Image, key.Revision);
        }

        group.Add(name);
    }

    // What the injector wrote down about itself; a label may be a tag that has been moved since.
    private static string? RevisionOf(JsonObject pod)
    {
        var annotations = pod.Annotations();
        var said = Injected(annotations.GetValueOrDefault("sidecar.istio.io/status")) ?? annotations.GetValueOrDefault("istio.io/rev") ?? pod.Labels().GetValueOrDefault("istio.io/rev");
        return string.IsNullOrEmpty(said) ? null : Printable.OneLine(said);
    }

    private static string? Injected(string? status)
    {
        try
        {
            return status is { Length: > 0 and < 100_000 } && JsonNode.Parse(status).Text("revision") is { Length: > 0 } revision ? revision : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
