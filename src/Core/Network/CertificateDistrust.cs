using System.Security.Cryptography.X509Certificates;

namespace Mesh.Core.Network;

/// <summary>Says in words why a server's certificate is not trusted.</summary>
internal static class CertificateDistrust
{
    /// <summary>Why it does not count for a name; null when it does.</summary>
    public static string? OfName(X509Certificate2 certificate, string name) =>
        certificate.MatchesHostname(name, allowCommonName: false) ? null : $"its certificate is not for {name} but for {NamesOf(certificate)}";

    /// <summary>Why its chain is not trusted.</summary>
    /// <param name="certificate">What was shown.</param>
    /// <param name="chain">The chain that was built from it.</param>
    /// <param name="trusted">Where its authority would have to stand: <c>one this machine trusts</c>, <c>in the kubeconfig's certificate-authority</c>.</param>
    public static string OfChain(X509Certificate2 certificate, X509Chain? chain, string trusted)
    {
        var flags = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        return flags switch
        {
            _ when flags.HasFlag(X509ChainStatusFlags.NotTimeValid) => $"its certificate or an issuer's is not valid now; its own is valid from {certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u}",
            _ when flags.HasFlag(X509ChainStatusFlags.UntrustedRoot) || flags.HasFlag(X509ChainStatusFlags.PartialChain) =>
                $"its certificate is signed by an unknown authority ({certificate.Issuer}), which is not {trusted}",
            _ => $"its certificate is not trusted: {flags}",
        };
    }

    /// <summary>True when a chain is sound but for its end, and ends in one of these authorities: one that is named is trusted as it is, also when somebody else has signed it.</summary>
    public static bool EndsIn(X509Chain? chain, X509Certificate2Collection? authorities) =>
        chain is { ChainElements: [.., var last] } && chain.ChainStatus.All(status => status.Status == X509ChainStatusFlags.PartialChain)
        && authorities?.Any(authority => authority.RawDataMemory.Span.SequenceEqual(last.Certificate.RawDataMemory.Span)) == true;

    private static string NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(ip => ip.ToString()))).ToList();
        return names.Count == 0 ? "no name at all" : string.Join(", ", names.Take(10));
    }
}
