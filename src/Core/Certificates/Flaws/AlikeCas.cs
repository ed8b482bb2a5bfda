using Mesh.Core.Certificates.Reading;
using Mesh.Core.Findings;

namespace Mesh.Core.Certificates.Flaws;

/// <summary>What is wrong with the CAs of several clusters taken together.</summary>
internal static class AlikeCas
{
    public static IEnumerable<Finding> Of(IReadOnlyList<CaBundle> bundles)
    {
        var all = bundles.Select(bundle => (bundle.Source, new CaContent(bundle).Signing)).Where(one => one.Signing is not null).Select(one => (one.Source, Signing: one.Signing!)).ToList();
        for (var second = 1; second < all.Count; second++)
        {
            var (source, signing) = all[second];
            for (var first = 0; first < second; first++)
            {
                var (before, other) = all[first];
                if (signing.Same(other) || (signing.Key is { } key && other.Key is { } its && key.Same(its)))
                {
                    yield return CertificateFindings.SharedAuthority.On(source, $"{before} signs with the same {(signing.Same(other) ? "certificate" : "key")}: {signing}");
                    break;
                }

                if (signing.Subject.Same(other.Subject))
                {
                    yield return CertificateFindings.AlikeAuthorities.On(source, $"{before} has another signing certificate of the same subject {signing}");
                    break;
                }

                if (signing.Issuer.Same(other.Issuer) && signing.SerialNumber == other.SerialNumber)
                {
                    yield return CertificateFindings.AlikeAuthorities.On(source, $"{before} has another signing certificate of the same issuer '{signing.Issuer}' and serial number {Convert.ToHexString(signing.Serial)}");
                    break;
                }
            }
        }
    }
}
