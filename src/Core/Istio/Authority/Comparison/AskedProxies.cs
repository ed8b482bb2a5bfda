using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Istio.Authority.Comparison;

/// <summary>Asks proxies that run what they trust and what they show.</summary>
/// <param name="cluster">Their cluster.</param>
/// <param name="secrets">Learns of private keys that are not redacted.</param>
internal sealed class AskedProxies(ICluster cluster, Secrets secrets)
{
    // One of each namespace first: what is stale is most often stale in a whole namespace.
    private const int Most = 20;
    private const int AtOnce = 4;

    private readonly Proxies proxies = new(cluster, secrets);
    private readonly List<TrustPlace> roots = [];
    private readonly List<ProxyCertificate> certificates = [];
    private readonly List<string> silent = [];
    private readonly Lock gate = new();
    private int running;

    /// <summary>What each trusts.</summary>
    public IReadOnlyList<TrustPlace> Roots => [.. roots.OrderBy(place => place.Name, StringComparer.Ordinal)];

    /// <summary>What each shows.</summary>
    public IReadOnlyList<ProxyCertificate> Certificates => [.. certificates.OrderBy(one => one.Name, StringComparer.Ordinal)];

    /// <summary>Who gave no answer, and how many were not asked.</summary>
    public IEnumerable<string> NotEvaluated => silent.Order(StringComparer.Ordinal).Concat(running > Most ? [$"{running - Most} of {running} proxies, which were not asked"] : []);

    /// <exception cref="MeshException">As for <see cref="ICluster"/>; <see cref="ExitCode.Forbidden"/> where nothing may be run in pods.</exception>
    public async Task<AskedProxies> AskAsync(CancellationToken cancellation)
    {
        var pods = (await proxies.ListAsync(cancellation)).Where(pod => pod.Phase == "Running").ToList();
        running = pods.Count;
        var sample = pods.GroupBy(pod => pod.Namespace).SelectMany(same => same.Select((pod, index) => (pod, index))).OrderBy(one => one.index).Take(Most).Select(one => one.pod);
        await Parallel.ForEachAsync(sample, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (pod, token) => await AskAsync(pod, token));
        return this;
    }

    private async Task AskAsync(ProxyPod pod, CancellationToken cancellation)
    {
        try
        {
            var dump = await proxies.AskAsync(pod, cancellation);
            var found = ProxySecrets.Of(dump, $"{pod}");
            lock (gate)
            {
                roots.AddRange(new[] { found.Roots }.OfType<TrustPlace>());
                certificates.AddRange(new[] { found.Certificate }.OfType<ProxyCertificate>());
            }

            if (dump.Lacks is { } lacking)
            {
                Silent($"{pod}: it has no {lacking} yet");
            }
        }
        catch (MeshException error) when (error.ExitCode != ExitCode.Forbidden)
        {
            // One pod that went away meanwhile says nothing of the others.
            Silent($"{pod}: {error.Reason}");
        }
    }

    private void Silent(string what)
    {
        lock (gate)
        {
            silent.Add(what);
        }
    }
}
