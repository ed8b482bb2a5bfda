using System.Text.Json.Nodes;
using Mesh.Core.Helm;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Images.Pods;

/// <summary>Finds pods in rendered objects by their shape: whatever holds a list of containers with images is one, at any depth, in the kinds of Kubernetes as in custom resources.</summary>
internal static class PodFinder
{
    // These hold schemas, texts and patterns that look like pods and never become one.
    private static readonly string[] NeverPods = ["CustomResourceDefinition", "ConfigMap", "Secret"];

    private static readonly string[] Workloads = ["Pod", "PodTemplate", "ReplicationController", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob"];

    private static readonly string[] WorkloadGroups = ["apps", "batch", "extensions"];

    /// <summary>The pods of an object; those of helm's test hooks are left out, since no delivery runs them.</summary>
    /// <param name="item">The object.</param>
    /// <param name="release">The release it is rendered from.</param>
    /// <param name="ns">The release's namespace, for an object that names none.</param>
    public static IEnumerable<Pod> In(ManifestObject item, string release, string ns)
    {
        if (NeverPods.Contains(item.Kind) || (item.Hooks.Count > 0 && item.Hooks.All(hook => hook.StartsWith("test", StringComparison.Ordinal))))
        {
            return [];
        }

        var known = Workloads.Contains(item.Kind) && (item.ApiVersion == "v1" || WorkloadGroups.Contains(item.ApiVersion.Split('/')[0]));
        var home = item.Namespace ?? ns;
        var subject = $"{item.Kind.ToLowerInvariant()}/{item.Name} in {home}";
        return Walk(item.Body, null).Select(found => new Pod(subject, release, home, found.Metadata ?? [], found.Spec, known));
    }

    private static IEnumerable<(JsonObject Spec, JsonObject? Metadata)> Walk(JsonNode? node, JsonObject? parent)
    {
        if (node is JsonObject map)
        {
            if (map.Items("containers").Concat(map.Items("initContainers")).Any(container => container.Text("image") is not null))
            {
                return [(map, parent.Child("metadata"))];
            }

            return map.SelectMany(member => Walk(member.Value, map));
        }

        return node is JsonArray list ? list.SelectMany(item => Walk(item, parent)) : [];
    }
}
