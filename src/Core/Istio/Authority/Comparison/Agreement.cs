using Mesh.Core.Certificates.Reading;
using Mesh.Core.Findings;

namespace Mesh.Core.Istio.Authority.Comparison;

/// <summary>Whether every place of a cluster agrees with what its istiod trusts.</summary>
internal static class Agreement
{
    private const int MostNamed = 3;

    /// <summary>One finding for all places of a kind in which the same stands.</summary>
    public static IEnumerable<Finding> Of(ClusterRoots cluster)
    {
        foreach (var same in cluster.Places.Where(place => place.Follows).GroupBy(place => (place.Kind, place.Roots.Damage, Roots: string.Join(',', place.Roots.Fingerprints))))
        {
            var (roots, subject) = (same.First().Roots, $"{same.Key.Kind} {Few(same.Select(place => place.Name))} of {cluster.Name}");
            if (roots.HoldsKey)
            {
                yield return CertificateFindings.LeakedKey.On(subject, "a private key lies among the roots");
            }

            if (roots.Damage is not null)
            {
                yield return RootFindings.Unreadable.On(subject, roots.Damage);
            }
            else if (cluster.Trusted is { } trusted && Missing(trusted.Roots, roots).ToList() is { Count: > 0 } missing)
            {
                yield return RootFindings.Stale.On(subject, $"it trusts {roots}, and {trusted} {Verb(trusted)} {trusted.Roots}{Alike(missing, roots)}\nit lacks SHA-256 {Full(missing)}\nit has SHA-256 {Full(roots.Certificates)}");
            }
            else if (cluster.Trusted is { } known && Missing(roots, known.Roots).ToList() is { Count: > 0 } surplus)
            {
                yield return RootFindings.Surplus.On(subject, $"it trusts {string.Join(" and ", surplus.Select(RootSet.Shown))} too, and {known} {Verb(known)} {known.Roots}");
            }
        }

        if (cluster.Lacking is { Count: > 0 } lacking)
        {
            yield return RootFindings.Lacking.On($"configmap/{LiveAuthority.TrustName} of {cluster.Name}", $"{lacking.Count} namespace{(lacking.Count == 1 ? "" : "s")} without it: {Few(lacking, 10)}");
        }

        if (cluster.Cas?.Finding is { } late)
        {
            yield return late;
        }
    }

    /// <summary>True when every place of the cluster that is known agrees.</summary>
    public static bool Agrees(ClusterRoots cluster, TrustPlace place) => !place.Follows || (cluster.Trusted is { } trusted && trusted.Roots.Same(place.Roots));

    private static IEnumerable<Certificate> Missing(RootSet wanted, RootSet there) => wanted.Certificates.Where(root => !there.Certificates.Any(root.Same));

    private static string Verb(TrustPlace place) => place.Follows ? "says" : "signs below";

    private static string Alike(IEnumerable<Certificate> missing, RootSet there) =>
        there.Certificates.Any(root => missing.Any(other => other.Subject.Same(root.Subject))) ? "; they have the same subject and are not the same root" : "";

    private static string Full(IEnumerable<Certificate> roots) => string.Join(", ", roots.Select(root => root.Fingerprint));

    private static string Few(IEnumerable<string> names, int most = MostNamed)
    {
        var all = names.Order(StringComparer.Ordinal).ToList();
        return $"{string.Join(", ", all.Take(most))}{(all.Count > most ? $" and {all.Count - most} more" : "")}";
    }
}
