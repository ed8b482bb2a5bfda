using System.Collections.Concurrent;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Verification;

/// <summary>Asks every running istiod which proxies are connected to it and whether they have what it sent, and joins that with the pods that have a proxy.</summary>
/// <remarks>
/// By <c>pilot-discovery request</c> inside istiod's container, which also the images without a shell have: a question from elsewhere is answered only with a credential, and one over the Service reaches
/// one replica alone, while each proxy is connected to one of several.
/// </remarks>
/// <param name="cluster">The cluster.</param>
internal sealed class ProxySync(ICluster cluster)
{
    private const int AtOnce = 8;
    private const int LongestWords = 300;

    private static readonly string[] Question = ["pilot-discovery", "request", "GET", "/debug/syncz"];

    /// <summary>Asks them, all revisions, and joins it with every pod of the cluster that has a proxy.</summary>
    /// <param name="istioNamespace">The namespace of the control plane.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException">The pods cannot be listed: as for <see cref="ICluster"/>. An istiod that gives no answer is among those not asked.</exception>
    public async Task<MeshProxies> AskAsync(string istioNamespace, CancellationToken cancellation)
    {
        var pods = new List<ProxyState>();
        await foreach (var pod in cluster.ListAsync(ResourceKind.Pod, new ListQuery(), cancellation))
        {
            if (ProxyState.TryOf(pod) is { } proxy)
            {
                pods.Add(proxy);
            }
        }

        return (await HearAsync(istioNamespace, cancellation)).Join(pods);
    }

    /// <summary>Asks them, all revisions, for whatever is connected to them.</summary>
    /// <inheritdoc cref="AskAsync(string, CancellationToken)"/>
    public async Task<HeardIstiods> HearAsync(string istioNamespace, CancellationToken cancellation)
    {
        var (istiods, answers, notAsked, asked) = (new List<Istiod>(), new ConcurrentBag<(string, SyncAnswer)>(), new ConcurrentBag<string>(), new ConcurrentBag<Istiod>());
        await foreach (var pod in cluster.ListAsync(ResourceKind.Pod, new ListQuery(istioNamespace, "app=istiod"), cancellation))
        {
            if (pod.Text("status", "phase") == "Running" && !pod.IsTerminating())
            {
                istiods.Add(Istiod.Of(pod));
            }
        }

        await Parallel.ForEachAsync(istiods, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (istiod, token) =>
        {
            try
            {
                foreach (var answer in SyncAnswer.Read(await AskAsync(istioNamespace, istiod.Pod, token)))
                {
                    // Those of other clusters may have the names of pods of this one.
                    if (answer.Cluster.Length == 0 || answer.Cluster == istiod.Cluster)
                    {
                        answers.Add((istiod.Pod, answer));
                    }
                }

                asked.Add(istiod);
            }
            catch (Exception error) when (error is MeshException or FormatException)
            {
                notAsked.Add($"{ResourceKind.Pod.Describe(istioNamespace, istiod.Pod)}: {(error is MeshException known ? known.Reason : error.Message)}");
            }
        });
        return new([.. answers], [.. notAsked.Order(StringComparer.Ordinal)], [.. asked.OrderBy(one => one.Pod, StringComparer.Ordinal)])
        {
            Running = [.. istiods.OrderBy(one => one.Pod, StringComparer.Ordinal)],
        };
    }

    private async Task<string> AskAsync(string ns, string pod, CancellationToken cancellation)
    {
        var answer = await cluster.ExecAsync(ns, pod, Istiod.Container, Question, cancellation);
        var words = answer.Error.Trim().Length > 0 ? answer.Error : answer.Output;
        return answer.ExitCode == 0 ? answer.Output : throw new FormatException($"pilot-discovery ended with {answer.ExitCode}: {Printable.OneLine(words.Length > LongestWords ? words[..LongestWords] : words)}");
    }
}
