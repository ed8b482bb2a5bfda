using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Verification;

/// <summary>A pod with a proxy, and what istiod says of it.</summary>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Pod">The pod.</param>
/// <param name="Istiod">The pod of istiod that it is connected to, the first by name where it is several; null where no one that was asked knows it.</param>
/// <param name="Revision">The revision it was injected with (annotation istio.io/rev, else the label, which is a wish and may name a tag); null where the pod does not say.</param>
/// <param name="IstioVersion">The version it told istiod; null where it told none.</param>
/// <param name="Sync">How far it has what it was sent; null where no istiod knows it.</param>
/// <param name="LastError">Why it refused what it was sent; null where it did not.</param>
internal sealed record ProxyState(string Namespace, string Pod, string? Istiod, string? Revision, string? IstioVersion, SyncState? Sync, string? LastError)
{
    /// <summary>Further istiods that hold a connection of it: one too many each.</summary>
    public IReadOnlyList<string> AlsoOn { get; init; } = [];

    /// <summary>What kind of configuration is not as sent, such as <c>listener</c>; empty where all is.</summary>
    public IReadOnlyList<string> Behind { get; init; } = [];

    /// <summary>The pod's phase; null where it has none yet.</summary>
    public string? Phase { get; init; }

    /// <summary>True when the kubelet calls the proxy's container ready.</summary>
    public bool IsReady { get; init; }

    /// <summary>True for the node proxy of ambient mode, which has no agent to ask.</summary>
    public bool IsZtunnel { get; init; }

    /// <summary>What its port 15021 answered; null where it was not asked.</summary>
    public StatusAnswer? Status { get; init; }

    /// <summary>The port on which its readiness is told: the one that its probe asks, else 15021.</summary>
    public int StatusPort { get; init; } = 15021;

    /// <summary>How often its container was started anew.</summary>
    public long Restarts { get; init; }

    /// <summary>What a pod itself says; null for a pod without a proxy, or one that has ended or is on its way out.</summary>
    public static ProxyState? TryOf(JsonObject pod) =>
        !pod.IsTerminating() && pod.Text("status", "phase") is not ("Succeeded" or "Failed") && Authority.Proxies.HasProxy(pod) ? Of(pod) : null;

    /// <summary>What the pod itself says, before any istiod is asked.</summary>
    public static ProxyState Of(JsonObject pod) =>
        new(pod.Namespace() ?? "", pod.Name(), null, pod.Annotations().GetValueOrDefault(Verification.Istiod.RevisionKey) ?? pod.Labels().GetValueOrDefault(Verification.Istiod.RevisionKey), null, null, null)
        {
            Phase = pod.Text("status", "phase"),
            IsReady = Statuses(pod).Any(status => status.Flag("ready") == true),
            Restarts = Statuses(pod).Sum(status => status.Number("restartCount") ?? 0),
            StatusPort = Containers(pod).Select(container => container.Number("readinessProbe", "httpGet", "port")).FirstOrDefault(port => port is > 0 and <= 65535) is { } port ? (int)port : 15021,
            IsZtunnel = pod.Labels().GetValueOrDefault("app") == "ztunnel",
        };

    /// <summary>As people write it: <c>pod/web-1 in beta</c>.</summary>
    public override string ToString() => Kubernetes.ResourceKind.Pod.Describe(Namespace, Pod);

    private static IEnumerable<JsonObject> Statuses(JsonObject pod) =>
        pod.Items("status", "containerStatuses").Concat(pod.Items("status", "initContainerStatuses")).Where(status => status.Text("name") == Authority.Proxies.Container);

    private static IEnumerable<JsonObject> Containers(JsonObject pod) =>
        pod.Items("spec", "containers").Concat(pod.Items("spec", "initContainers")).Where(container => container.Text("name") == Authority.Proxies.Container);
}
