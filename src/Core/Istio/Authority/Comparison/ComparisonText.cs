using Mesh.Core.Certificates.Reading;

namespace Mesh.Core.Istio.Authority.Comparison;

/// <summary>The comparison as people read it: plain text in aligned columns.</summary>
internal static class ComparisonText
{
    public static string Of(IReadOnlyList<ClusterRoots> clusters, IReadOnlyList<TrustCell> cells) =>
        string.Join("\n\n", new[] { Clusters(clusters), Matrix(clusters, cells), Roots(clusters) }.Where(part => part.Length > 0));

    private static string Clusters(IReadOnlyList<ClusterRoots> clusters) => TextTable.Of(
    [
        ["cluster", "signs with", "trusts (SHA-256)", "trust domain", "places"],
        .. clusters.Select(cluster => new[]
        {
            cluster.Name,
            cluster.Error is not null && cluster.Trusted is null ? "NOT READ" : cluster.Cas?.Used?.Object["metadata"]?["name"]?.ToString() ?? "not known",
            cluster.Trusted is { } trusted ? string.Join(" ", trusted.Roots.Fingerprints.Select(RootSet.Short)) : "not known",
            cluster.Identity?.TrustDomain ?? "not known",
            Places(cluster),
        }),
    ]);

    private static string Places(ClusterRoots cluster)
    {
        var following = cluster.Places.Where(place => place.Follows).ToList();
        var other = following.Count(place => !Agreement.Agrees(cluster, place));
        return following.Count == 0 ? "none seen" : other == 0 ? $"{following.Count} agree" : $"{other} of {following.Count} DIFFER";
    }

    private static string Matrix(IReadOnlyList<ClusterRoots> clusters, IReadOnlyList<TrustCell> cells) => clusters.Count < 2 ? "" : TextTable.Of(
    [
        [.. clusters.Select(to => $"in {to.Name}").Prepend("workloads of")],
        .. clusters.Select(from => clusters.Select(to => cells.Single(cell => cell.From == from && cell.To == to).ToString()).Prepend(from.Name).ToArray()),
    ]);

    private static string Roots(IReadOnlyList<ClusterRoots> clusters) => TextTable.Of(
    [
        .. clusters.SelectMany(cluster => cluster.Places).SelectMany(place => place.Roots.Certificates).DistinctBy(root => root.Fingerprint)
            .Select(root => new[] { RootSet.Short(root.Fingerprint), root.Subject.Text, root.Key?.Text ?? "", $"ends {Certificate.Moment(root.NotAfter)}" }),
    ]);
}
