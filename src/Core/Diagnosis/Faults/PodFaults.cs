using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Faults;

/// <summary>What is wrong with pods, from their own state. A pod has one fault at most: the first that its container runtime, its node or its probes tell.</summary>
internal static class PodFaults
{
    private const int MostWarnings = 3;

    // Until then a pod is on its way, unless a warning says otherwise.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Lately = TimeSpan.FromHours(1);

    public static IEnumerable<Fault> Of(Surroundings seen) => seen.Pods.Select(pod => OfPod(seen, pod)).OfType<Fault>();

    private static Fault? OfPod(Surroundings seen, JsonObject pod) =>
        pod.IsTerminating() ? Leaving(seen, pod)
        : pod.Text("status", "phase") == "Succeeded" ? null
        : pod.Text("status", "phase") == "Failed" ? Failed(seen, pod)
        : PodTrouble.Of(pod) is { } trouble ? Trouble(seen, pod, trouble)
        : PodStanding.IsReady(pod) ? Restarts(seen, pod)
        : Unready(seen, pod);

    private static Fault Trouble(Surroundings seen, JsonObject pod, PodTrouble trouble)
    {
        var image = trouble.Container is null ? null : Spec(pod, trouble.Container).Text("image");
        // Pods of many workloads fail alike when it is the image, the scheduler or the configuration; each program crashes in its own way.
        var same = trouble.Kind == Catalogue.ImagePull ? Printable.OneLine(image ?? trouble.Message)
            : trouble.Kind == Catalogue.CrashLoop ? $"{seen.OwnerOf(pod)} {trouble.Container}"
            : $"{trouble.Reason} {trouble.Message.Replace(pod.Name(), "", StringComparison.Ordinal)}";
        var evidence = $"{(trouble.Container is null ? "" : $"container {trouble.Container}: ")}{trouble.Evidence}{(trouble.Kind == Catalogue.ImagePull && image is not null ? $" ({Printable.OneLine(image)})" : "")}";
        return On(seen, pod, trouble.Kind, evidence, same, trouble.Container, Says.How);
    }

    private static Fault? Unready(Surroundings seen, JsonObject pod)
    {
        var warnings = seen.Warnings(ResourceKind.Pod, pod).ToList();
        var since = Condition(pod, "Ready").Time("lastTransitionTime") ?? pod.Created();
        if (warnings.Count == 0 && !(seen.Evidence.TakenAt - since > Patience))
        {
            return null;
        }

        var states = pod.Items("status", "initContainerStatuses").Concat(pod.Items("status", "containerStatuses")).ToList();
        var running = states.Where(container => container.Child("state", "running") is not null && container.Flag("ready") != true).Select(container => container.Text("name") ?? "").ToList();
        if (running.Count > 0)
        {
            var names = string.Join(" and ", running);
            return On(seen, pod, StateFindings.PodNotReady, $"container {names} runs and is not ready", $"{seen.OwnerOf(pod)} {names}", running[0], Says.That);
        }

        var waiting = states.FirstOrDefault(container => container.Waiting() is not null);
        var why = waiting is null ? pod.Text("spec", "nodeName") is null ? "it has no node yet" : "the kubelet has not begun with it" : $"container {waiting.Text("name")} waits: {waiting.Waiting()}";
        // What keeps it names the pod now and then; the rest of the sentence is what they share.
        var same = warnings.FirstOrDefault()?.Replace(pod.Name(), "", StringComparison.Ordinal).Replace(pod.Uid(), "", StringComparison.Ordinal) ?? seen.OwnerOf(pod);
        return On(seen, pod, StateFindings.PodNotStarting, why, same, waiting?.Text("name"), Says.That);
    }

    private static Fault Failed(Surroundings seen, JsonObject pod)
    {
        var ended = pod.Items("status", "containerStatuses").FirstOrDefault(container => container.Number("state", "terminated", "exitCode") is > 0);
        var reason = pod.Text("status", "reason") ?? (ended is null ? "Failed" : $"container {ended.Text("name")} ended with {ended.Number("state", "terminated", "exitCode")}");
        return On(seen, pod, StateFindings.PodFailed, Printable.OneLine($"{reason} {pod.Text("status", "message")}").Trim(), $"{reason} {seen.OwnerOf(pod)}", ended?.Text("name"), Says.That) with { About = [] };
    }

    private static Fault? Restarts(Surroundings seen, JsonObject pod)
    {
        var fell = pod.Items("status", "containerStatuses").FirstOrDefault(container =>
            container.Child("lastState", "terminated") is { } ended && ended.Number("exitCode") is not (0 or 143) && seen.Evidence.TakenAt - (ended.Time("finishedAt") ?? default) < Lately);
        if (fell is null)
        {
            return null;
        }

        var ended = fell.Child("lastState", "terminated");
        var restarts = fell.Number("restartCount") ?? 0;
        return On(seen, pod, StateFindings.ContainerRestarts, $"container {fell.Text("name")} ended with {ended.Number("exitCode")} ({ended.Text("reason") ?? "no reason given"}) at {ended.Text("finishedAt")}, {restarts} restart{(restarts == 1 ? "" : "s")}",
            $"{seen.OwnerOf(pod)} {fell.Text("name")}", fell.Text("name"), Says.That) with { About = [] };
    }

    private static Fault? Leaving(Surroundings seen, JsonObject pod)
    {
        var grace = TimeSpan.FromSeconds(Math.Clamp(pod.Number("metadata", "deletionGracePeriodSeconds") ?? 30, 0, 86_400));
        // The server's deletionTimestamp is when the grace period ends.
        if (!(seen.Evidence.TakenAt - pod.Deleted() > Patience))
        {
            return null;
        }

        var holders = string.Join(", ", pod.Elements("metadata", "finalizers").Select(holder => Printable.OneLine($"{holder}")));
        return On(seen, pod, StateFindings.PodNotLeaving, $"deleted, and to be gone by {pod.Text("metadata", "deletionTimestamp")} after {grace.TotalSeconds:0} s{(holders.Length == 0 ? "" : $"; finalizers {holders}")}", $"{holders} {pod.Text("spec", "nodeName")}", null, Says.Why) with { About = [] };
    }

    private static Fault On(Surroundings seen, JsonObject pod, FindingKind kind, string evidence, string same, string? container, Says says)
    {
        var lastWords = seen.Evidence.Logs.Where(log => log.Namespace == pod.Namespace() && log.Pod == pod.Name() && log.Container == container)
            .OrderByDescending(log => log.Previous).SelectMany(log => log.Lines.TakeLast(MostWarnings).Select(line => $"log of {log.Container}: {Printable.OneLine(line.Replace('\t', ' '))}")).Take(MostWarnings);
        return new(kind.On(ResourceKind.Pod.Describe(pod.Namespace(), pod.Name()), evidence), seen.IsIstiod(pod) ? Layer.ControlPlane : Layer.Pod, same)
        {
            Object = ResourceKind.Pod.Describe(pod.Namespace(), pod.Name()),
            Says = says,
            About = seen.KeysOf(ResourceKind.Pod, pod),
            DueTo = [.. DueTo(seen, pod, container)],
            Proof = [.. seen.Warnings(ResourceKind.Pod, pod).Take(MostWarnings), .. lastWords],
        };
    }

    // A pod needs its node; a proxy needs istiod, and so does whatever waits for the ConfigMap with its root.
    private static IEnumerable<string> DueTo(Surroundings seen, JsonObject pod, string? container)
    {
        if (pod.Text("spec", "nodeName") is { } node)
        {
            yield return ObjectKey.Of(ResourceKind.Node, null, node);
        }

        if (!seen.IsIstiod(pod) && (ProxyContainer.Is(pod, container) || seen.Warnings(ResourceKind.Pod, pod).Any(warning => warning.Contains("istio-ca-root-cert", StringComparison.Ordinal))))
        {
            yield return ObjectKey.Istiod;
        }
    }

    private static JsonObject? Condition(JsonObject pod, string type) => pod.Items("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type);

    private static JsonObject? Spec(JsonObject pod, string container) =>
        pod.Items("spec", "initContainers").Concat(pod.Items("spec", "containers")).FirstOrDefault(one => one.Text("name") == container);
}
