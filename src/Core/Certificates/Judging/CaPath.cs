using Mesh.Core.Certificates.Reading;

namespace Mesh.Core.Certificates.Judging;

/// <summary>
/// The way from a certificate up to a root, by signatures alone: which certificates belong together, whatever else is wrong with them. Verifiers differ in what they refuse on it; it is the same for all.
/// </summary>
/// <param name="Certificates">From the certificate upwards; the last is a root when the way is complete.</param>
/// <param name="IsComplete">True when the last one is trusted.</param>
/// <param name="Namesake">Where the way ends too early: a certificate that has the name of the issuer, and whose key did not sign.</param>
/// <param name="Unknown">Where the way ends too early: the algorithm of the signature that nobody here can compute; null when it is another reason.</param>
internal sealed record CaPath(IReadOnlyList<Certificate> Certificates, bool IsComplete, Certificate? Namesake, string? Unknown)
{
    private const int Longest = 20;

    /// <summary>The last certificate that was reached.</summary>
    public Certificate Top => Certificates[^1];

    public static CaPath Climb(Certificate from, IReadOnlyList<Certificate> intermediates, IReadOnlyList<Certificate> roots)
    {
        var path = new List<Certificate> { from };
        while (path.Count < Longest)
        {
            var top = path[^1];
            var trusted = roots.Any(root => root.Same(top));
            var named = top.IsSelfIssued && top.CheckSignature(top) == SignatureCheck.Valid ? []
                : roots.Concat(intermediates).Where(one => one.Subject.Same(top.Issuer) && !path.Exists(one.Same)).DistinctBy(one => one.Fingerprint).ToList();
            // Of several that signed (the same key under two certificates) the one that is valid longest.
            var issuer = named.Where(one => top.CheckSignature(one) == SignatureCheck.Valid).OrderByDescending(one => roots.Any(one.Same)).ThenByDescending(one => one.NotAfter).FirstOrDefault();
            // Above a trusted intermediate only what is trusted too counts.
            if (issuer is not null && (!trusted || roots.Any(issuer.Same)))
            {
                path.Add(issuer);
                continue;
            }

            if (trusted)
            {
                return new(path, true, null, null);
            }

            // A self-signed certificate that is not trusted may have a namesake that is.
            var namesake = named.FirstOrDefault() ?? roots.FirstOrDefault(root => root.Subject.Same(top.Issuer) && !root.Same(top));
            var unknown = namesake is not null && top.CheckSignature(namesake) == SignatureCheck.Unknown ? top.Algorithm?.Name ?? "that of the key" : null;
            return new(path, false, namesake, unknown);
        }

        return new(path, false, null, null);
    }
}
