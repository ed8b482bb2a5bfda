using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Images.Proxies;
using Mesh.Core.Istio.Authority;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Evidence;

/// <summary>Knows the container that a proxy of the mesh runs in by what it is, be it a sidecar, a native one, a gateway, a waypoint or ztunnel, and whatever it is called.</summary>
/// <remarks>Source: istio, the injection templates and gateway charts (args <c>proxy sidecar|router|waypoint|ztunnel</c>) and the annotation sidecar.istio.io/status.</remarks>
internal static class ProxyContainer
{
    private const string Status = "sidecar.istio.io/status";

    private static readonly string[] Roles = ["sidecar", "router", "waypoint", "ztunnel"];

    // What pilot-agent reads of its surroundings, and no other program.
    private static readonly string[] Variables = ["ISTIO_META_CLUSTER_ID", "ISTIO_META_MESH_ID", "PILOT_CERT_PROVIDER", "ISTIO_BOOTSTRAP"];

    /// <summary>The container of a pod's proxy; null where it has none.</summary>
    public static JsonObject? Of(JsonObject pod)
    {
        var all = Lasting(pod).ToList();
        var injected = Injected(pod);
        // A name may be taken by anybody; it counts where nothing says more.
        return all.Find(IsAgent)
            ?? all.Find(container => HasImage(container) && !RunsSomethingElse(container))
            ?? all.Find(container => injected.Contains(container.Text("name") ?? "") && !RunsSomethingElse(container))
            ?? all.Find(container => container.Text("name") == Proxies.Container);
    }

    /// <summary>Whether a container is that of a pod's proxy; by its name alone where the pod was not seen.</summary>
    /// <param name="pod">The pod; null where it was not seen.</param>
    /// <param name="container">The container's name.</param>
    public static bool Is(JsonObject? pod, string? container) => container is { Length: > 0 } && container == ((pod is null ? null : Of(pod).Text("name")) ?? Proxies.Container);

    // An init container that ends prepares something; one that stays is a sidecar.
    private static IEnumerable<JsonObject> Lasting(JsonObject pod) =>
        pod.Items("spec", "containers").Concat(pod.Items("spec", "initContainers").Where(container => container.Text("restartPolicy") == "Always"));

    private static bool IsAgent(JsonObject container) =>
        HasRole(container) || container.Items("env").Any(variable => Variables.Contains(variable.Text("name"), StringComparer.Ordinal));

    private static bool HasRole(JsonObject container) => Arguments(container) is ["proxy", var role, ..] && Roles.Contains(role, StringComparer.Ordinal);

    private static bool HasImage(JsonObject container) => ImageReference.TryParse(container.Text("image"), out var image, out _) && image.Repository.Path.Split('/')[^1] == IstioUse.Proxy;

    private static bool RunsSomethingElse(JsonObject container) => Arguments(container).Count > 0 && !HasRole(container);

    private static List<string> Arguments(JsonObject container) => [.. container.Elements("args").Select(word => word.Text() ?? "")];

    private static IReadOnlyList<string> Injected(JsonObject pod)
    {
        try
        {
            return pod.Annotations().GetValueOrDefault(Status) is { Length: < 10_000 } status && JsonNode.Parse(status) is JsonObject said
                ? [.. said.Elements("containers").Concat(said.Elements("initContainers")).Select(name => name.Text()).OfType<string>()] : [];
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException)
        {
            // Anybody may have written it.
            return [];
        }
    }
}
