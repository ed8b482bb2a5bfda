using System.Text.Json.Nodes;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Rules.ControlPlane;
using Mesh.Core.Istio.Lint.Rules.Services;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Lint.Inputs;

/// <summary>An object of a cluster without what no rule asks about: ten thousand pods fit, and no value of a Secret stays.</summary>
internal static class LiveObject
{
    private static readonly string[] OfMetadata = ["name", "namespace", "labels", "annotations", "creationTimestamp", "generation"];
    private static readonly string[] OfPods = ["containers", "initContainers", "hostNetwork", "securityContext", "serviceAccountName"];
    private static readonly string[] OfContainers = ["name", "image", "command", "args", "ports", "securityContext", "restartPolicy"];

    /// <summary>The object, cut down.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="item">The object; taken apart here.</param>
    public static JsonObject Slim(ResourceKind kind, JsonObject item)
    {
        var slim = new JsonObject { ["apiVersion"] = kind.ApiVersion, ["kind"] = kind.Kind, ["metadata"] = Only(item.Child("metadata"), OfMetadata) };
        (slim["metadata"]?["annotations"] as JsonObject)?.Remove("kubectl.kubernetes.io/last-applied-configuration");
        switch (kind.Kind)
        {
            case "Secret":
                slim["type"] = item.Text("type");
                slim["data"] = new JsonObject((item.Child("data") ?? []).Select(value => KeyValuePair.Create(value.Key, (JsonNode?)JsonValue.Create(""))));
                break;
            case "Pod":
                slim["spec"] = Pod(item.Child("spec"));
                slim["status"] = new JsonObject { ["phase"] = item.Text("status", "phase") };
                break;
            case "Deployment" or "StatefulSet" or "DaemonSet":
                slim["spec"] = new JsonObject
                {
                    ["selector"] = item.At("spec", "selector")?.DeepClone(),
                    ["template"] = new JsonObject { ["metadata"] = Only(item.Child("spec", "template", "metadata"), OfMetadata), ["spec"] = Pod(item.Child("spec", "template", "spec")) },
                };
                break;
            case "MutatingWebhookConfiguration" or "ValidatingWebhookConfiguration":
                slim["webhooks"] = new JsonArray([.. item.Items("webhooks").Select(hook => (JsonNode)new JsonObject { ["name"] = hook.Text("name"), ["clientConfig"] = Only(hook.Child("clientConfig"), ["service"]) })]);
                break;
            default:
                foreach (var member in item.Where(member => member.Key is not ("metadata" or "apiVersion" or "kind" or "status") || (member.Key is "status" && kind.Group == MeshKind.ApiGateway.Group)))
                {
                    slim[member.Key] = member.Value?.DeepClone();
                }

                break;
        }

        return slim;
    }

    private static JsonObject Pod(JsonObject? spec)
    {
        var slim = Only(spec, OfPods);
        foreach (var list in new[] { "containers", "initContainers" })
        {
            if (spec.At(list) is JsonArray)
            {
                slim[list] = new JsonArray([.. spec.Items(list).Select(container => (JsonNode)Container(container))]);
            }
        }

        return slim;
    }

    // Of the variables those that a rule asks for: the others may hold anything.
    private static JsonObject Container(JsonObject container)
    {
        var slim = Only(container, OfContainers);
        if (container.Items("env").Where(one => one.Text("name") is { } name && (Binding.IsSaidBy(name) || name is Istiods.BlockedRanges or Istiods.ClusterId)).Select(one => one.DeepClone()).ToArray() is { Length: > 0 } variables)
        {
            slim["env"] = new JsonArray(variables);
        }

        return slim;
    }

    private static JsonObject Only(JsonObject? item, string[] keys) =>
        new(keys.Where(key => item?[key] is not null).Select(key => KeyValuePair.Create(key, item![key]?.DeepClone())));
}
