using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Authority;
using Mesh.Core.Journal;
using Mesh.Core.Tests.Certificates.Judging;

namespace Mesh.Core.Tests.Istio.Authority;

/// <summary>What each witness of the CA in use is taken to say.</summary>
public sealed class WitnessTests
{
    [TestCase("info\tUse plugged-in cert at etc/cacerts/ca-key.pem", true)]
    [TestCase("info\tUse local CA certificate", true)]
    [TestCase("info\tNo plugged-in cert at etc/cacerts/ca-key.pem; self-signed cert is used", false)]
    [TestCase("info\tUse self-signed certificate as the CA certificate", false)]
    [TestCase("info\tUsing kubernetes.io/tls secret type for signing ca files\ninfo\tUse local CA certificate", false)]
    [TestCase("info\tUsing istiod file format for signing ca files", null)]
    [TestCase("", null)]
    [TestCase("\u001b[31mserving on 15012", null)]
    public void A_log_says_which_CA_or_nothing(string log, bool? holds) => Assert.That(IstiodLog.Of("pod/istiod-1", log).Holds, Is.EqualTo(holds));

    [TestCase("")]
    [TestCase("upstream connect error")]
    public void What_is_no_dump_is_refused(string dump) =>
        Assert.That(() => ProxyDump.Of(Encoding.UTF8.GetBytes(dump), "pod/web in beta", new Secrets()), Throws.TypeOf<MeshException>().With.Property("ExitCode").EqualTo(ExitCode.MalformedInput).And.Message.Contains("no valid JSON"));

    [TestCase("[]", "holds no ROOTCA")]
    [TestCase("""{"configs":[{"secret":{"name":"ROOTCA","validation_context":{"trusted_ca":{"inline_bytes":"QQ=="}}}}]}""", "no certificate of its own")]
    [TestCase("""{"configs":[{"secret":{"name":"ROOTCA","validation_context":{"trusted_ca":{"inline_bytes":"!!"}}}},{"secret":{"name":"default","tls_certificate":{"certificate_chain":{"inline_bytes":7}}}}]}""", "no certificate of its own")]
    public void A_dump_that_says_nothing_is_a_proxy_that_was_not_asked(string dump, string why) =>
        Assert.That(ProxySurvey.Of("pod/web in beta", ProxyDump.Of(Encoding.UTF8.GetBytes(dump), "pod/web in beta", new Secrets())).Unasked, Does.Contain(why));

    [Test]
    public async Task The_served_certificate_is_that_of_the_CA_which_signed_it()
    {
        var (ours, others) = (TestBundle.Make(), TestBundle.Make());
        await using var server = new TlsServer(TestAuthority.Make("istiod", ours.Signing));
        Assert.Multiple(async () =>
        {
            Assert.That((await AskAsync(server.Address, ours)).Holds, Is.True);
            Assert.That((await AskAsync(server.Address, others)).Holds, Is.False);
        });
    }

    [Test]
    public async Task What_serves_no_certificate_says_nothing()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var address = closed.LocalEndpoint.ToString()!;
        closed.Stop();
        Assert.That(await AskAsync(address, TestBundle.Make()), Has.Property("Holds").Null.And.Property("Text").Contains("does not serve a certificate"));
    }

    [Test]
    public void Roots_are_joined_without_repetition_and_whatever_ends_the_first_file()
    {
        var (old, wanted) = (TestBundle.Make(), TestBundle.Make());
        old.With("root-cert.pem", old.Root.Pem.TrimEnd());
        var (first, second) = (CaFiles.Of(old.Bundle)!, CaFiles.Of(wanted.Bundle)!);
        var both = first.Trusting(first.RootsWith(second));
        Assert.Multiple(() =>
        {
            Assert.That(both.Roots, Has.Count.EqualTo(2));
            Assert.That(Encoding.ASCII.GetString(both.RootsWith(second).Span), Is.EqualTo(Encoding.ASCII.GetString(both.RootFile.Span)), "what is there is not added again");
        });
    }

    private static Task<Evidence> AskAsync(string address, TestBundle ca) => ServedChain.AskAsync(address, "istio-system", CaFiles.Of(ca.Bundle)!, TimeProvider.System, default);

    private sealed class TlsServer : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource stop = new();
        private readonly Task serving;

        public TlsServer(TestAuthority leaf)
        {
            listener.Start();
            serving = ServeAsync(X509Certificate2.CreateFromPem(leaf.Pem, leaf.KeyPem));
        }

        public string Address => listener.LocalEndpoint.ToString()!;

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await serving;
            listener.Stop();
            stop.Dispose();
        }

        private async Task ServeAsync(X509Certificate2 certificate)
        {
            try
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync(stop.Token);
                    await GreetAsync(client, certificate);
                }
            }
            catch (OperationCanceledException)
            {
                // Nobody asks any more.
            }
        }

        private async Task GreetAsync(TcpClient client, X509Certificate2 certificate)
        {
            try
            {
                await using var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop.Token);
            }
            catch (Exception left) when (left is IOException or AuthenticationException)
            {
                // Who asks is content with the certificate and goes.
            }
        }
    }
}
