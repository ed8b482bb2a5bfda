using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes.Rollouts;

// Collects what helps to understand a rollout that did not succeed. Never fails and never takes long: it must not stand in the way of the error itself.
internal sealed class RolloutEvidence(ICluster cluster, RunJournal journal, TimeProvider time, RolloutPolicy policy)
{
    private const int LongestLine = 400;

    // The last lines of the container, those of its run before where it has crashed; or a line that says why there are none.
    public async Task<IReadOnlyList<string>> LogsAsync(string ns, PodTrouble trouble, CancellationToken cancellation)
    {
        if (trouble.Pod is null || trouble.Container is null || trouble.Kind != Catalogue.CrashLoop)
        {
            return [];
        }

        var (logs, error) = await TryAsync(token => cluster.GetLogsAsync(ns, trouble.Pod, trouble.Container, policy.LogLines, previous: true, token), cancellation);
        if (string.IsNullOrWhiteSpace(logs))
        {
            (logs, var second) = await TryAsync(token => cluster.GetLogsAsync(ns, trouble.Pod, trouble.Container, policy.LogLines, previous: false, token), cancellation);
            error = second ?? error;
        }

        var lines = Lines(logs);
        return lines.Count > 0 ? lines : [$"logs not available: {error ?? "the container has written nothing"}"];
    }

    // The last lines of the first container that runs and is not ready; none where they are not to be had, or where nobody could make something of them.
    public async Task<IReadOnlyList<string>> UnreadyLogAsync(string ns, JsonObject pod, CancellationToken cancellation)
    {
        var unready = pod.Items("status", "containerStatuses").FirstOrDefault(container => container.Flag("ready") != true && container.Child("state", "running") is not null)?.Text("name");
        return journal.Explains is null || unready is null ? [] : Lines((await TryAsync(token => cluster.GetLogsAsync(ns, pod.Name(), unready, policy.LogLines, previous: false, token), cancellation)).Result);
    }

    private List<string> Lines(string? logs) =>
        [.. (logs ?? "").Split('\n').Select(line => Fields.OneLine(journal.Secrets.Mask(line), LongestLine)).Where(line => line.Length > 0).TakeLast(policy.LogLines)];

    // The newest warning about a pod, such as why its readiness probe fails or its image is not pulled; null where there is none to be had.
    public async Task<string?> WarningAsync(string ns, string pod, CancellationToken cancellation)
    {
        var (newest, _) = await TryAsync(
            async token =>
            {
                JsonObject? newest = null;
                await foreach (var heard in cluster.ListAsync(ResourceKind.Event, new ListQuery(ns, FieldSelector: $"involvedObject.name={pod}"), token))
                {
                    var later = newest is null || (heard.Time("lastTimestamp") ?? default) >= (newest.Time("lastTimestamp") ?? default);
                    // "Error: ImagePullBackOff" only repeats the state of the pod.
                    var telling = heard.Text("type") == "Warning" && heard.Text("involvedObject", "name") == pod && heard.Text("message")?.StartsWith("Error: ", StringComparison.Ordinal) != true;
                    newest = telling && later ? heard : newest;
                }

                return newest;
            },
            cancellation);
        return newest is null ? null : $"{newest.Text("reason")}: {Fields.OneLine(newest.Text("message"))}";
    }

    private async Task<(T? Result, string? Error)> TryAsync<T>(Func<CancellationToken, Task<T>> act, CancellationToken cancellation)
        where T : class?
    {
        using var limit = new CancellationTokenSource(policy.EvidenceLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            return (await act(both.Token), null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, "the server did not answer in time");
        }
        catch (MeshException error)
        {
            return (null, Fields.OneLine(error.Reason));
        }
    }
}
