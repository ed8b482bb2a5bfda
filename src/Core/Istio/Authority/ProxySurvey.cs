using System.Collections.Concurrent;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Authority;

/// <summary>Asks every proxy of the mesh what it trusts and what certificate it has.</summary>
internal sealed class ProxySurvey(ICluster cluster, Secrets secrets)
{
    private const int AtOnce = 16;

    private readonly Proxies proxies = new(cluster, secrets);

    /// <summary>All pods with a proxy, by namespace and name; whoever does not answer is among them with the reason.</summary>
    public async Task<IReadOnlyList<ProxyTrust>> AskAsync(CancellationToken cancellation) => await AskAsync(await proxies.ListAsync(cancellation), cancellation);

    /// <summary>The same of these pods alone; whoever has not answered at the deadline is among those that were not asked.</summary>
    public async Task<IReadOnlyList<ProxyTrust>> AskAsync(IReadOnlyList<ProxyPod> pods, CancellationToken cancellation, CancellationToken deadline = default)
    {
        var answers = new ConcurrentBag<ProxyTrust>();
        await Parallel.ForEachAsync(pods, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (pod, token) => answers.Add(await AskAsync(pod, deadline, token)));
        return [.. answers.OrderBy(answer => answer.Pod, StringComparer.Ordinal)];
    }

    /// <summary>What a dump says of its proxy.</summary>
    internal static ProxyTrust Of(string name, ProxyDump dump)
    {
        var leaf = dump.Chain is null ? null : CaFiles.Read(name, dump.Chain).FirstOrDefault();
        return dump.Roots is null || leaf is null
            ? ProxyTrust.NotAsked(name, $"its dump holds no {dump.Lacks ?? "certificate of its own (default) that can be read"}")
            : new(name, null, CaFiles.Read(name, dump.Roots), leaf);
    }

    private async Task<ProxyTrust> AskAsync(ProxyPod pod, CancellationToken deadline, CancellationToken cancellation)
    {
        if (pod.Phase != "Running")
        {
            return ProxyTrust.NotAsked($"{pod}", $"it is {Printable.OneLine(pod.Phase ?? "in no phase")}");
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline);
        try
        {
            return Of($"{pod}", await proxies.AskAsync(pod, either.Token));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ProxyTrust.NotAsked($"{pod}", "the time for asking was over");
        }
        catch (MeshException error)
        {
            return ProxyTrust.NotAsked($"{pod}", error.Reason);
        }
    }
}
