using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes.Rollouts;

/// <summary>Why a pod cannot start, for a reason that time alone does not cure.</summary>
/// <param name="Kind">The kind of finding: <see cref="Catalogue.ImagePull"/>, <see cref="Catalogue.CrashLoop"/>, <see cref="Catalogue.ContainerConfig"/>, <see cref="Catalogue.Unschedulable"/> or <see cref="Catalogue.PodCreation"/>.</param>
/// <param name="Pod">The pod's name; null where the pod could not even be created.</param>
/// <param name="Container">The container; null where it is about the whole pod.</param>
/// <param name="Reason">The cluster's own word: ImagePullBackOff, Unschedulable, FailedCreate …</param>
/// <param name="Message">The cluster's own sentence, folded to one line; may be empty.</param>
public sealed record PodTrouble(FindingKind Kind, string? Pod, string? Container, string Reason, string Message)
{
    /// <summary>In one line: <c>pod web-abc: ImagePullBackOff: Back-off pulling image "web:43"</c>.</summary>
    public string Text => $"{(Pod is null ? "no new pod can be created" : $"pod {Pod}")}: {Evidence}";

    /// <summary>Reason and message: <c>ImagePullBackOff: Back-off pulling image "web:43"</c>.</summary>
    public string Evidence => Message.Length == 0 ? Reason : $"{Reason}: {Message}";

    /// <summary>The first trouble of a pod, or null when it has none that would not pass by itself. Sidecars and other init containers come first, as the kubelet starts them.</summary>
    /// <param name="pod">The pod.</param>
    public static PodTrouble? Of(JsonObject pod)
    {
        if (pod.IsTerminating() || pod.Text("status", "phase") is "Succeeded" or "Failed")
        {
            return null;
        }

        return pod.Containers().Select(container => OfContainer(pod.Name(), container)).FirstOrDefault(trouble => trouble is not null) ?? OfScheduling(pod);
    }

    private static PodTrouble? OfContainer(string pod, JsonObject container)
    {
        var reason = container.Waiting();
        var kind = reason switch
        {
            "ImagePullBackOff" or "ErrImagePull" or "InvalidImageName" or "ErrImageNeverPull" or "ImageInspectError" or "RegistryUnavailable" or "SignatureValidationFailed" => Catalogue.ImagePull,
            "CreateContainerConfigError" or "CreateContainerError" or "RunContainerError" or "PreCreateHookError" or "PreStartHookError" or "PostStartHookError" => Catalogue.ContainerConfig,
            "CrashLoopBackOff" => Catalogue.CrashLoop,
            _ => null,
        };
        if (kind is null || reason is null)
        {
            return null;
        }

        var message = kind == Catalogue.CrashLoop ? Crash(container) : Fields.OneLine(container.Text("state", "waiting", "message"));
        return new(kind, pod, container.Text("name"), reason, message);
    }

    // "back-off 10s restarting failed container" says nothing; how it ended does.
    private static string Crash(JsonObject container)
    {
        var ended = container.Child("lastState", "terminated");
        var restarts = container.Number("restartCount") ?? 0;
        var code = ended?.Number("exitCode") is { } exitCode ? $"ended with {exitCode} ({ended?.Text("reason") ?? "no reason given"}), " : "";
        var said = Fields.OneLine(ended?.Text("message"));
        return $"container {container.Text("name")} {code}{restarts} {(restarts == 1 ? "restart" : "restarts")}{(said.Length == 0 ? "" : $": {said}")}";
    }

    private static PodTrouble? OfScheduling(JsonObject pod)
    {
        var scheduled = pod.Condition("PodScheduled");
        // A nominated node means that the scheduler is already making room there.
        return scheduled?.Text("status") == "False" && scheduled.Text("reason") == "Unschedulable" && pod.Text("status", "nominatedNodeName") is null or ""
            ? new(Catalogue.Unschedulable, pod.Name(), null, "Unschedulable", Fields.OneLine(scheduled.Text("message")))
            : null;
    }
}
