using Mesh.Core.Certificates.Flaws;
using Mesh.Core.Certificates.Reading;
using Mesh.Core.Findings;

namespace Mesh.Core.Istio.Authority.Comparison;

/// <summary>What is wrong between clusters, beyond trust itself.</summary>
internal static class AcrossClusters
{
    /// <summary>Names that lead to one and the same cluster.</summary>
    public static IEnumerable<Finding> Same(IReadOnlyList<ClusterRoots> clusters)
    {
        for (var second = 1; second < clusters.Count; second++)
        {
            var one = clusters[second];
            if (clusters.Take(second).FirstOrDefault(other => IsSame(one, other)) is { } first)
            {
                yield return RootFindings.SameCluster.On($"{first.Name} and {one.Name}",
                    one.Uid is { } uid && uid == first.Uid ? $"namespace kube-system has the UID {uid} in both" : $"both are {one.Member.Cluster!.Server}");
            }
        }
    }

    /// <summary>Clusters that do not take the others' identities for theirs.</summary>
    /// <param name="clusters">The clusters.</param>
    /// <param name="wanted">The trust domain that all should have; null where nobody says.</param>
    public static IEnumerable<Finding> TrustDomains(IReadOnlyList<ClusterRoots> clusters, string? wanted)
    {
        foreach (var to in clusters.Where(cluster => cluster.Identity is not null))
        {
            var own = to.Identity!;
            var strangers = clusters.Where(from => from.Identity is { } its && !own.Accepts(its.TrustDomain)).Select(from => $"{from.Name} has {from.Identity!.TrustDomain}").ToList();
            var expected = wanted is not null && !own.Accepts(wanted) ? $"certificates.trustDomain is {wanted}" : null;
            if (strangers.Count > 0 || expected is not null)
            {
                yield return RootFindings.TrustDomains.On($"trust domain of {to.Name}",
                    $"{to.Name} has {own.TrustDomain}{(own.Aliases.Count > 0 ? $" and takes {string.Join(", ", own.Aliases)} for its own" : "")}; {string.Join(", ", strangers.Append(expected).OfType<string>())}");
            }
        }
    }

    /// <summary>CAs that have ended or end soon; one that several clusters have is named once.</summary>
    public static IEnumerable<Finding> Ends(IEnumerable<ClusterRoots> clusters, DateTimeOffset now, TimeSpan warnBefore)
    {
        foreach (var same in clusters.SelectMany(cluster => cluster.Authorities.Select(one => (cluster.Name, Certificate: one))).GroupBy(one => one.Certificate.Fingerprint))
        {
            var (certificate, names) = (same.First().Certificate, string.Join(", ", same.Select(one => one.Name)));
            if (certificate.NotAfter <= now)
            {
                yield return CertificateFindings.Expired.On($"{RootSet.Shown(certificate)} in {names}", $"it ended {Certificate.Moment(certificate.NotAfter)}");
            }
            else if (certificate.NotAfter - now <= warnBefore)
            {
                yield return CertificateFindings.EndsSoon.On($"{RootSet.Shown(certificate)} in {names}", $"it ends {Certificate.Moment(certificate.NotAfter)}, in {(certificate.NotAfter - now).Days} days");
            }
        }
    }

    /// <summary>Signing certificates that two clusters share, or that cannot be told apart.</summary>
    public static IEnumerable<Finding> Alike(IEnumerable<ClusterRoots> clusters) =>
        // Two names of one cluster are alike in everything, which has been said.
        AlikeCas.Of([.. clusters.DistinctBy(cluster => cluster.Uid ?? cluster.Name).Select(cluster => cluster.Cas?.Used?.Bundle).OfType<Certificates.CaBundle>()]);

    private static bool IsSame(ClusterRoots one, ClusterRoots other) =>
        one.Uid is { Length: > 0 } && other.Uid is { Length: > 0 } ? one.Uid == other.Uid
        : one.Member.Cluster is { } cluster && other.Member.Cluster is { } its && string.Equals(cluster.Server.TrimEnd('/'), its.Server.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);
}
