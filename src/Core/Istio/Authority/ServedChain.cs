using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Certificates.Reading;
using Mesh.Core.Findings;

namespace Mesh.Core.Istio.Authority;

/// <summary>Looks at the certificate that istiod itself serves: it is issued by the CA in use.</summary>
internal static class ServedChain
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <exception cref="MeshException"><see cref="ExitCode.Usage"/> when it is no HOST:PORT.</exception>
    public static (string Host, int Port) Parse(string address) =>
        address.LastIndexOf(':') is > 0 and var colon && int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? (address[..colon].Trim('[', ']'), port)
            : throw new MeshException(ExitCode.Usage, $"--istiod is '{Model.Printable.OneLine(address)}', which is no HOST:PORT", "Say the address at which port 15012 of istiod can be reached, such as 127.0.0.1:15012 after kubectl port-forward");

    public static async Task<Evidence> AskAsync(string address, string ns, CaFiles expected, TimeProvider time, CancellationToken cancellation)
    {
        var (host, port) = Parse(address);
        var sent = new List<Certificate>();
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, either.Token);
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = $"istiod.{ns}.svc",
                // Whom to trust is the very question: what is sent is looked at, and nothing is said to the other side.
                RemoteCertificateValidationCallback = (_, leaf, chain, _) => Take(leaf, chain, sent),
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            }, either.Token);
        }
        catch (Exception failure) when (failure is SocketException or IOException or AuthenticationException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            if (sent.Count == 0)
            {
                return new(null, $"{address} does not serve a certificate: {(failure is OperationCanceledException ? $"no answer within {Limit.TotalSeconds:0} s" : Model.Printable.OneLine(failure.Message))}");
            }
        }

        return sent.Count == 0 ? new(null, $"{address} serves no certificate that can be read")
            : expected.Signer is { } signer && sent[0].CheckSignature(signer) == SignatureCheck.Valid ? new(true, $"{address} serves a certificate issued by {signer} SHA-256 {signer.Fingerprint}")
            : new(false, $"{address} serves {sent[0]} issued by '{Model.Printable.OneLine(sent[0].Issuer.Text)}', which the CA did not sign");
    }

    private static bool Take(X509Certificate? leaf, X509Chain? chain, List<Certificate> sent)
    {
        if (leaf is not null && CertificateReader.Read(leaf.GetRawCertData()) is { } read)
        {
            sent.Add(read);
            sent.AddRange((chain?.ChainPolicy.ExtraStore ?? []).Select(one => CertificateReader.Read(one.RawData)).OfType<Certificate>());
        }

        return sent.Count > 0;
    }
}
