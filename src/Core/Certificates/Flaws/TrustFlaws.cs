using Mesh.Core.Certificates.Judging;
using Mesh.Core.Certificates.Reading;
using Mesh.Core.Findings;

namespace Mesh.Core.Certificates.Flaws;

/// <summary>What is wrong with the chain file and the root file, beside the certificates in them.</summary>
internal static class TrustFlaws
{
    /// <summary>The chain: complete, in order, and no more than needed.</summary>
    public static IEnumerable<Flaw> Chain(CaContent ca, CaPath path)
    {
        if (ca.Bundle.Layout != CaLayout.Istio)
        {
            // istiod puts it together itself.
            yield break;
        }

        var (signing, name) = (path.Certificates[0], ca.Names.Chain);
        if (!ca.Chain.Any(one => one.Same(signing)))
        {
            // What is trusted need not be sent.
            if (!ca.Roots.Any(one => one.Same(signing)))
            {
                yield return new(CertificateFindings.ChainLacksSigner, name, null, ca.Chain.Count == 0 ? "it holds no certificate" : $"it holds {string.Join(", ", ca.Chain.Take(3))} and not {signing}");
            }

            yield break;
        }

        var places = ca.Chain.Select(one => path.Certificates.ToList().FindIndex(one.Same)).ToList();
        var known = places.Where(index => index >= 0).ToList();
        if (places[0] != 0 || !known.SequenceEqual(known.Order()))
        {
            yield return new(CertificateFindings.ChainOrder, name, ca.ChainFile!.LineOf(ca.Chain[0]), $"it goes {string.Join(", ", ca.Chain.Take(4))}; istiod takes the first, which ends {Certificate.Moment(ca.Chain[0].NotAfter)}, for the end of the signing certificate");
        }

        foreach (var (surplus, _) in ca.Chain.Zip(places).Where(pair => pair.Second < 0 && !IsAbove(pair.First, path)))
        {
            yield return new(CertificateFindings.ChainSurplus, name, ca.ChainFile!.LineOf(surplus), $"{surplus} issued nothing on the way from {signing} to its root");
        }
    }

    /// <summary>The roots: which of them counts, and what the others are.</summary>
    public static IEnumerable<Flaw> Roots(CaContent ca, CaPath path, DateTimeOffset now)
    {
        var name = ca.Names.Roots;
        var repeated = ca.RootFile!.Blocks.Where(block => block.IsCertificate).GroupBy(block => Convert.ToHexString(block.Content)).FirstOrDefault(same => same.Skip(1).Any());
        if (repeated is not null)
        {
            yield return new(CertificateFindings.RootRepeated, name, repeated.ElementAt(1).Line, $"the same certificate in lines {string.Join(", ", repeated.Select(block => block.Line))}");
        }

        if (path.IsComplete && !path.Top.IsSelfIssued)
        {
            yield return new(CertificateFindings.IntermediateAsRoot, name, ca.RootFile.LineOf(path.Top), $"{path.Top}, issued by '{path.Top.Issuer}', is trusted as a root");
        }
        else if (path.IsComplete && path.Certificates.Count == 1 && ca.Bundle.Layout != CaLayout.SelfSigned)
        {
            yield return new(CertificateFindings.RootSigns, ca.Names.Signing, null, $"{path.Top} is its own issuer");
        }

        foreach (var other in ca.Roots.Where(root => !path.Certificates.Any(root.Same)))
        {
            var kind = !other.IsCa ? CertificateFindings.RootNotAuthority : other.NotAfter <= now ? CertificateFindings.OtherRootExpired : CertificateFindings.OtherRoot;
            yield return new(kind, name, ca.RootFile.LineOf(other), $"{other}, fingerprint {other.Fingerprint[..16]}, ends {Certificate.Moment(other.NotAfter)}");
        }
    }

    // The real root above an intermediate that is trusted as one.
    private static bool IsAbove(Certificate certificate, CaPath path) => path.IsComplete && certificate.Subject.Same(path.Top.Issuer);
}
