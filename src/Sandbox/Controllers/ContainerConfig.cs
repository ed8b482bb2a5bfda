using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Api;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox.Controllers;

/// <summary>Why a kubelet cannot create a container from its configuration.</summary>
internal static class ContainerConfig
{
    public static string? WhyNot(ApiServer server, JsonObject pod, JsonObject container, Behaviour behaviour) => User(pod, container, behaviour) ?? Environment(server, pod, container);

    private static string? User(JsonObject pod, JsonObject container, Behaviour behaviour)
    {
        var (own, shared) = (container.At("securityContext"), pod.At("spec", "securityContext"));
        if ((own.Flag("runAsNonRoot") ?? shared.Flag("runAsNonRoot")) != true)
        {
            return null;
        }

        return (own.Whole("runAsUser") ?? shared.Whole("runAsUser")) switch
        {
            0 => "container's runAsUser breaks non-root policy",
            null when behaviour.RunsAs is null or 0 => "container has runAsNonRoot and image will run as root",
            _ => null,
        };
    }

    private static string? Environment(ApiServer server, JsonObject pod, JsonObject container)
    {
        var ns = pod.Namespace();
        foreach (var (reference, kind, key) in container.Items("env").SelectMany(entry => Sources(entry.At("valueFrom"), "secretKeyRef", "configMapKeyRef"))
            .Concat(container.Items("envFrom").SelectMany(entry => Sources(entry, "secretRef", "configMapRef"))))
        {
            if (reference.Flag("optional") == true)
            {
                continue;
            }

            var item = server.Store.Get(kind, ns, reference.Text("name") ?? "");
            if (item is null)
            {
                return $"{kind.Kind.ToLowerInvariant()} \"{reference.Text("name")}\" not found";
            }

            if (key is not null && item.At("data", key) is null)
            {
                return $"couldn't find key {key} in {kind.Kind} {ns}/{reference.Text("name")}";
            }
        }

        return null;
    }

    private static IEnumerable<(JsonNode Reference, ResourceKind Kind, string? Key)> Sources(JsonNode? entry, string secret, string configMap)
    {
        if (entry.At(secret) is { } fromSecret)
        {
            yield return (fromSecret, ResourceKind.Secret, fromSecret.Text("key"));
        }

        if (entry.At(configMap) is { } fromMap)
        {
            yield return (fromMap, ResourceKind.ConfigMap, fromMap.Text("key"));
        }
    }
}
