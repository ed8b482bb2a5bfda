using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Network;

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
        if (CertificateDistrust.OfName(certificate, name) is { } why)
        {
            throw new AuthenticationException(why);
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && !CertificateDistrust.EndsIn(chain, endpoint.Authorities))
        {
            throw new AuthenticationException(CertificateDistrust.OfChain(certificate, chain, endpoint.Authorities is null ? "one this machine trusts" : "in the kubeconfig's certificate-authority"));
        }

        return true;
    }
}
