using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Revisions;

/// <summary>Which revision a pod's proxy is of, as injection wrote it down.</summary>
internal static class ProxyRevision
{
    /// <summary>The revision, or the label by which it was asked for; null for a pod without a proxy of a revision.</summary>
    /// <remarks>The node proxy of ambient mode calls its container the same; it belongs to its DaemonSet's istiod.</remarks>
    public static string? Of(JsonObject pod)
    {
        var (labels, annotations) = (pod.Labels(), pod.Annotations());
        return !Authority.Proxies.HasProxy(pod) || labels.GetValueOrDefault("app") == "ztunnel" ? null
            : annotations.GetValueOrDefault(MeshLabels.Revision) is { Length: > 0 } injected ? injected
            : InStatus(annotations.GetValueOrDefault(MeshLabels.Status)) ?? labels.GetValueOrDefault(MeshLabels.Revision) ?? MeshLabels.Default;
    }

    private static string? InStatus(string? status)
    {
        try
        {
            return status is null ? null : JsonNode.Parse(status).Text("revision") is { Length: > 0 } revision ? revision : null;
        }
        catch (JsonException)
        {
            // Somebody wrote it by hand; the label is left to go by.
            return null;
        }
    }
}
