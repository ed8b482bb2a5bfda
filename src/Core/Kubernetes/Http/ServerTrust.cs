using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Core.Kubernetes.Http;

/// <summary>Decides whether the other side is the API server that the kubeconfig means, and says why not.</summary>
internal static class ServerTrust
{
    public static SslClientAuthenticationOptions OptionsFor(ServerEndpoint endpoint, SslStreamCertificateContext? certificate) => new()
    {
        ClientCertificateContext = certificate,
        CertificateChainPolicy = PolicyFor(endpoint.Authorities),
        RemoteCertificateValidationCallback = (_, shown, chain, errors) => endpoint.SkipVerify || Accept(endpoint, shown, chain, errors),
    };

    private static X509ChainPolicy PolicyFor(X509Certificate2Collection? authorities)
    {
        // Clusters' authorities publish no revocation lists.
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }

        return policy;
    }

    private static bool Accept(ServerEndpoint endpoint, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (shown is not X509Certificate2 certificate)
        {
            throw new AuthenticationException("it shows no certificate");
        }

        // What tls-server-name says replaces the host of the address, on which the platform has judged.
        var name = endpoint.TlsServerName ?? endpoint.Server.IdnHost;
        if (!certificate.MatchesHostname(name, allowCommonName: false))
        {
            throw new AuthenticationException($"its certificate is not for {name} but for {NamesOf(certificate)}");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && !EndsInAuthority(endpoint, chain))
        {
            throw new AuthenticationException(WhyUntrusted(certificate, chain, endpoint.Authorities is not null));
        }

        return true;
    }

    // An authority in a kubeconfig is trusted as it is, also when somebody else has signed it.
    private static bool EndsInAuthority(ServerEndpoint endpoint, X509Chain? chain) =>
        chain is { ChainElements: [.., var last] } && chain.ChainStatus.All(status => status.Status == X509ChainStatusFlags.PartialChain)
        && endpoint.Authorities?.Any(authority => authority.RawDataMemory.Span.SequenceEqual(last.Certificate.RawDataMemory.Span)) == true;

    private static string WhyUntrusted(X509Certificate2 certificate, X509Chain? chain, bool ownAuthority)
    {
        var flags = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        return flags switch
        {
            _ when flags.HasFlag(X509ChainStatusFlags.NotTimeValid) => $"its certificate or an issuer's is not valid now; its own is valid from {certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u}",
            _ when flags.HasFlag(X509ChainStatusFlags.UntrustedRoot) || flags.HasFlag(X509ChainStatusFlags.PartialChain) =>
                $"its certificate is signed by an unknown authority ({certificate.Issuer}), which is not {(ownAuthority ? "in the kubeconfig's certificate-authority" : "one this machine trusts")}",
            _ => $"its certificate is not trusted: {flags}",
        };
    }

    private static string NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(ip => ip.ToString()))).ToList();
        return names.Count == 0 ? "no name at all" : string.Join(", ", names.Take(10));
    }
}
