using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Evidence;

/// <summary>A log that is worth reading.</summary>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Pod">The pod.</param>
/// <param name="Container">The container.</param>
/// <param name="Previous">True for the container's run before the present one.</param>
internal sealed record WantedLog(string Namespace, string Pod, string Container, bool Previous)
{
    // Replicas of one workload fail alike; what three of them say, the others say too.
    private const int MostOfOneWorkload = 3;
    private const int Most = 60;

    // A container that fell once last week is well.
    private static readonly TimeSpan Lately = TimeSpan.FromHours(1);

    /// <summary>The logs to read, in a stable order: those of containers that are not well, and what the control plane says of it.</summary>
    /// <param name="pods">The pods.</param>
    /// <param name="scope">Which namespace is the control plane's.</param>
    /// <param name="now">When it is.</param>
    public static IReadOnlyList<WantedLog> Of(IEnumerable<JsonObject> pods, EvidenceScope scope, DateTimeOffset now)
    {
        var all = pods.OrderBy(pod => pod.Namespace(), StringComparer.Ordinal).ThenBy(pod => pod.Name(), StringComparer.Ordinal).ToList();
        var unwell = all.SelectMany(pod => OfPod(pod, now).Select(log => (Log: log, Pod: pod, Workload: pod.ControllerUid() ?? pod.Uid())))
            .GroupBy(one => (one.Workload, one.Log.Container, one.Log.Previous)).SelectMany(group => group.Take(MostOfOneWorkload)).Take(Most).ToList();
        // Why a proxy is refused stands in istiod's log, and only there.
        var asked = unwell.Exists(one => ProxyContainer.Is(one.Pod, one.Log.Container) || one.Log.Container is "discovery" or "istio-init" or "istio-validation" || one.Log.Namespace == scope.IstioNamespace);
        return [.. unwell.Select(one => one.Log).Union(asked ? all.Where(pod => IsIstiod(pod, scope)).SelectMany(Running) : [])];
    }

    /// <summary>Whether a pod is istiod's.</summary>
    public static bool IsIstiod(JsonObject pod, EvidenceScope scope) => pod.Namespace() == scope.IstioNamespace && pod.Labels().GetValueOrDefault("app") == "istiod";

    private static IEnumerable<WantedLog> Running(JsonObject pod) => pod.Items("status", "containerStatuses").Where(container => container.Text("name") == "discovery" && container.Child("state", "running") is not null)
        .Select(container => new WantedLog(pod.Namespace() ?? "", pod.Name(), "discovery", Previous: false));

    private static IEnumerable<WantedLog> OfPod(JsonObject pod, DateTimeOffset now)
    {
        foreach (var container in pod.Items("status", "initContainerStatuses").Concat(pod.Items("status", "containerStatuses")))
        {
            var fell = Failed(container.Child("lastState", "terminated"));
            var runs = container.Child("state", "running") is not null;
            // An init container that has done its work is ready; one that works on is not, and that is as it should be.
            var unready = runs && container.Flag("ready") != true;
            if (Failed(container.Child("state", "terminated")) || unready)
            {
                yield return new(pod.Namespace() ?? "", pod.Name(), container.Text("name") ?? "", Previous: false);
            }

            if (fell && (!runs || unready || now - container.Time("lastState", "terminated", "finishedAt") < Lately))
            {
                yield return new(pod.Namespace() ?? "", pod.Name(), container.Text("name") ?? "", Previous: true);
            }
        }
    }

    private static bool Failed(JsonObject? ended) => ended is not null && (ended.Number("exitCode") != 0 || ended.Text("reason") == "OOMKilled");
}
