using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Verification;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.ProxyStatus;

/// <summary>Asks proxies whether they are ready, on port 15021 of their pods, through the API server: no port-forward, and no way of one's own into the network of the pods.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
internal sealed partial class StatusPorts(ICluster cluster, RunJournal journal, TimeProvider time)
{
    // Each waits for a pod somewhere in the network; a server takes hundreds of requests at once.
    private const int AtOnce = 32;
    private const string Unreached = "error trying to reach service";

    // The API server itself would wait half a minute for a node that does not answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // After one refusal the others of a namespace are not asked.
    private readonly ConcurrentDictionary<string, StatusAnswer> refused = new(StringComparer.Ordinal);

    /// <summary>Asks these. One whose pod is gone meanwhile is not in the answer.</summary>
    /// <exception cref="MeshException">The API server does not answer: as for <see cref="ICluster"/>. What a pod does not answer is in the answer.</exception>
    public async Task<IReadOnlyDictionary<(string Namespace, string Pod), StatusAnswer>> AskAsync(IReadOnlyList<ProxyState> proxies, CancellationToken cancellation)
    {
        var (answers, asked) = (new ConcurrentDictionary<(string, string), StatusAnswer>(), 0);
        await Parallel.ForEachAsync(proxies, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (proxy, token) =>
        {
            if (await AskAsync(proxy, token) is { } answer)
            {
                answers[(proxy.Namespace, proxy.Pod)] = answer;
            }

            if (Interlocked.Increment(ref asked) % 500 == 0)
            {
                journal.Progress("15021", $"{asked} of {proxies.Count} asked");
            }
        });
        if (proxies.Count >= 500)
        {
            journal.Progress("15021", $"{proxies.Count} asked", finished: true);
        }

        return answers;
    }

    private async Task<StatusAnswer?> AskAsync(ProxyState proxy, CancellationToken cancellation)
    {
        if (refused.TryGetValue(proxy.Namespace, out var before))
        {
            return before;
        }

        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            await cluster.GetRawAsync($"{ResourceKind.Pod.PathOf(proxy.Namespace, proxy.Pod)}:{proxy.StatusPort}/proxy/healthz/ready", either.Token);
            return new(200);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(null, $"no answer within {Patience.TotalSeconds:0} seconds");
        }
        catch (MeshException failure) when (failure.InnerException is ApiException answer)
        {
            return Judge(proxy, failure, answer);
        }
    }

    // A Status object is the server's own word; anything else comes from the pod, but for a sentence that servers up to 1.20 write without one.
    private StatusAnswer? Judge(ProxyState proxy, MeshException failure, ApiException answer)
    {
        var isServers = answer.Reason.Length > 0 || answer.Message.Contains(Unreached, StringComparison.OrdinalIgnoreCase);
        if (!isServers)
        {
            return new(answer.StatusCode);
        }

        if (answer is { StatusCode: 404 })
        {
            return null;
        }

        if (failure.ExitCode == ExitCode.Forbidden)
        {
            return refused[proxy.Namespace] = new(null, $"get pods/proxy in {proxy.Namespace} is not allowed");
        }

        // Without its address, so that all pods that are cut off by one cause say the same.
        return new(null, Dialled().Replace(Printable.OneLine(answer.Message), "dial tcp: "), IsClosed: answer.Message.Contains("connection refused", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"dial tcp \S+: ", RegexOptions.CultureInvariant)]
    private static partial Regex Dialled();
}
