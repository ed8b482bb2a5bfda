using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Findings;
using Mesh.Core.Network;

namespace Mesh.Core.Registries.Http;

/// <summary>Makes the one connection pool to a registry and to where it sends its clients.</summary>
internal static class RegistryHandler
{
    public static SocketsHttpHandler Create(RegistryEndpoint endpoint, int connections)
    {
        var authorities = endpoint.AuthorityFile is { } file ? ReadAuthorities(file, endpoint) : null;
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            // A digest is over the bytes as they are stored.
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = Connecting.Limit,
            ConnectCallback = Connecting.ConnectAsync,
            MaxConnectionsPerServer = connections,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            Proxy = new RemoteProxy(),
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (stream, shown, chain, errors) => errors == SslPolicyErrors.None || Accept(((SslStream)stream).TargetHostName, shown, chain, errors, authorities),
            },
        };
    }

    private static bool Accept(string host, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors, X509Certificate2Collection? authorities)
    {
        if (shown is not X509Certificate2 certificate)
        {
            throw new AuthenticationException("it shows no certificate");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            throw new AuthenticationException(CertificateDistrust.OfName(certificate, host) ?? $"its certificate is not for {host}");
        }

        if (authorities is null)
        {
            throw new AuthenticationException(CertificateDistrust.OfChain(certificate, chain, "one this machine trusts"));
        }

        // What this machine trusts has been asked already; the authorities of mesh.yaml come beside it.
        using var own = new X509Chain { ChainPolicy = { RevocationMode = X509RevocationMode.NoCheck, TrustMode = X509ChainTrustMode.CustomRootTrust } };
        own.ChainPolicy.CustomTrustStore.AddRange(authorities);
        own.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        foreach (var element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            own.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return own.Build(certificate) || CertificateDistrust.EndsIn(own, authorities)
            ? true
            : throw new AuthenticationException(CertificateDistrust.OfChain(certificate, own, "one this machine trusts, nor in the certificateAuthority of mesh.yaml"));
    }

    private static X509Certificate2Collection ReadAuthorities(string file, RegistryEndpoint endpoint)
    {
        var place = $"{file}, the certificateAuthority of registry {endpoint.Registry},";
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(File.ReadAllText(file));
            return authorities.Count > 0
                ? authorities
                : throw new MeshException(ExitCode.MalformedInput, $"{place} holds no certificate", "It has to hold PEM blocks that begin with -----BEGIN CERTIFICATE-----");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MeshException(ExitCode.NoInput, $"{place} is not there", "Create the file, or correct its path in mesh.yaml", exception);
        }
        catch (CryptographicException exception)
        {
            throw new MeshException(ExitCode.MalformedInput, $"{place} cannot be read as PEM: {exception.Message}", "It has to hold PEM blocks that begin with -----BEGIN CERTIFICATE-----", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.InputOutput, $"{place} cannot be read: {exception.Message}", "Check the owner and the mode of the file", exception);
        }
    }
}
