using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Authority.Comparison;
using Mesh.Core.Journal;

namespace Mesh.Core.Istio.Authority;

/// <summary>Which cluster trusts which, and whether every place in each of them says what its istiod trusts.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
public sealed class RootComparison(Toolbox tools, RunJournal journal, TimeProvider time)
{
    private const int AtOnce = 8;

    /// <summary>Compares the configured clusters. Changes nothing.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="workingDirectory">The folder that relative paths begin at.</param>
    /// <param name="dumps">Dumps of proxies' secrets, each as <c>CLUSTER=FILE</c>.</param>
    /// <param name="askProxies">True to ask a sample of the proxies that run.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException">After everything that was seen has been told: <see cref="ExitCode.Unavailable"/>, <see cref="ExitCode.Forbidden"/> or <see cref="ExitCode.NoInput"/> for a cluster
    /// that could not be reached, may not be read at all, or has no mesh, in this order. Before anything is asked: <see cref="ExitCode.Configuration"/> for contexts that are refused, all of them named, and where
    /// there is nothing to compare; <see cref="ExitCode.Usage"/>, <see cref="ExitCode.NoInput"/>, <see cref="ExitCode.InputOutput"/> and <see cref="ExitCode.MalformedInput"/> for dumps.</exception>
    public async Task RunAsync(MeshOptions options, string workingDirectory, IEnumerable<string> dumps, bool askProxies, CancellationToken cancellation)
    {
        var files = dumps.Select(DumpFiles.Parse).ToList();
        var members = ComparedClusters.Of(options, [.. files.Select(file => file.Cluster)], tools);
        if (members.Count < 2)
        {
            throw new MeshException(ExitCode.Configuration, members.Count == 0 ? "there are no clusters to compare" : $"there is only one cluster, {members[0].Name}, and nothing to compare it with",
                "List the clusters with name and context under clusters in mesh.yaml, or give --dump CLUSTER=FILE");
        }

        var dumped = new List<(string Cluster, ProxySecrets Secrets)>();
        foreach (var (cluster, file) in files)
        {
            dumped.Add((cluster, await DumpFiles.ReadAsync(file, workingDirectory, journal.Secrets, cancellation)));
        }

        var clusters = await ReadAsync(members, options.Istio ?? new(), askProxies, cancellation);
        Tell([.. clusters.Select(cluster => Add(cluster, [.. dumped.Where(one => one.Cluster == cluster.Name).Select(one => one.Secrets)]))], options.Certificates ?? new());
    }

    private async Task<IReadOnlyList<ClusterRoots>> ReadAsync(IReadOnlyList<ComparedCluster> members, IstioOptions istio, bool askProxies, CancellationToken cancellation)
    {
        var clusters = new ClusterRoots[members.Count];
        await Parallel.ForAsync(0, members.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (index, token) =>
        {
            var member = members[index];
            clusters[index] = member.Cluster is { } cluster ? await new RootReader(cluster, istio, journal.Secrets).ReadAsync(member, askProxies, token) : new ClusterRoots(member);
            journal.Progress(member.Name, clusters[index].Error is null ? $"read, {clusters[index].Places.Count} places" : "not read", finished: true);
        });
        return clusters;
    }

    private static ClusterRoots Add(ClusterRoots cluster, IReadOnlyList<ProxySecrets> dumped)
    {
        var all = cluster with
        {
            Places = [.. cluster.Places, .. dumped.Select(one => one.Roots).OfType<TrustPlace>()],
            Proxies = [.. cluster.Proxies, .. dumped.Select(one => one.Certificate).OfType<ProxyCertificate>()],
        };
        return all.Trusted is null ? all with { Trusted = RootReader.TrustedOf(all) } : all;
    }

    private void Tell(IReadOnlyList<ClusterRoots> clusters, CertificatesOptions certificates)
    {
        var now = time.GetUtcNow();
        var cells = TrustMatrix.Of(clusters, now, certificates.TrustDomain);
        journal.Note(ComparisonText.Of(clusters, cells));
        journal.Attach(ComparisonJson.Name, ComparisonJson.Of(clusters, cells));
        IEnumerable<Finding> findings =
        [
            .. AcrossClusters.Same(clusters), .. TrustMatrix.Findings(cells), .. clusters.SelectMany(Agreement.Of), .. TrustMatrix.Proxies(cells, now),
            .. AcrossClusters.TrustDomains(clusters, certificates.TrustDomain == new CertificatesOptions().TrustDomain ? null : certificates.TrustDomain),
            .. AcrossClusters.Alike(clusters), .. AcrossClusters.Ends(clusters, now, TimeSpan.FromDays(certificates.WarnDays)),
        ];
        foreach (var finding in findings)
        {
            journal.Find(finding);
        }

        var refused = cells.Count(cell => cell.Accepts == false);
        journal.Summarize($"{clusters.Count} clusters, {(refused == 0 ? "none refuses another" : $"{refused} of {cells.Count} directions refused")}");
        Refuse(clusters, cells);
    }

    // What was not seen is never green, and it outweighs findings: the picture is not whole.
    private void Refuse(IReadOnlyList<ClusterRoots> clusters, IReadOnlyList<TrustCell> cells)
    {
        // Of several the one that says least about its cluster.
        var unread = clusters.Where(cluster => cluster.Error is not null).OrderBy(cluster => cluster.Error!.ExitCode switch { ExitCode.Unavailable => 0, ExitCode.Forbidden => 1, _ => 2 }).ToList();
        if (unread is [var first, ..])
        {
            throw new MeshException(first.Error!.ExitCode, $"{first.Name}: {first.Error.Reason}{(unread.Count == 1 ? "" : $"; {unread.Count} of {clusters.Count} clusters were not read")}", first.Error.Remedy, first.Error);
        }

        List<string> unknown = [.. clusters.SelectMany(cluster => cluster.NotEvaluated), .. cells.Where(cell => cell.Unknown is not null).Select(cell => $"workloads of {cell.From.Name} in {cell.To.Name}: {cell.Unknown}")];
        if (unknown.Count > 0)
        {
            journal.Note(string.Join('\n', unknown.Select(what => $"not evaluated: {what}")));
            journal.NotEvaluated(string.Join("; ", unknown));
        }
    }
}
