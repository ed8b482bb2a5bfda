using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox.Api;

/// <summary>What a container has printed: the lines of its behaviour, once it has run.</summary>
internal static class PodLogs
{
    public static string Of(ApiServer server, string ns, string pod, string container, int tailLines, bool previous)
    {
        var item = server.Store.Get(ResourceKind.Pod, ns, pod) ?? throw ApiError.NotFound(ResourceKind.Pod, pod);
        var spec = item.Items("spec", "containers").FirstOrDefault(entry => entry.Text("name") == container) ?? throw ApiError.BadRequest($"container {container} is not valid for pod {pod}");
        var status = item.Items("status", "containerStatuses").FirstOrDefault(entry => entry.Text("name") == container);
        if (previous && status.At("lastState", "terminated") is null)
        {
            throw ApiError.BadRequest($"previous terminated container \"{container}\" in pod \"{pod}\" not found");
        }

        if (!previous && status.At("lastState", "terminated") is null && (status is null || status.At("state", "waiting") is not null))
        {
            throw ApiError.BadRequest($"container \"{container}\" in pod \"{pod}\" is waiting to start: {Why(status)}");
        }

        var lines = (Behaviours.Find(server.Behaviours, item, spec.Text("image") ?? "") ?? server.Images.Of(item, spec)).Log;
        return string.Concat(lines.TakeLast(tailLines).Select(line => line + "\n"));
    }

    private static string Why(JsonNode? status) => status.Text("state", "waiting", "reason") switch
    {
        "ErrImagePull" or "ImagePullBackOff" => "trying and failing to pull image",
        null => "ContainerCreating",
        var reason => reason,
    };
}
