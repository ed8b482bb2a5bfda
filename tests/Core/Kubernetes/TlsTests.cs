using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Microsoft.AspNetCore.Http;

namespace Mesh.Core.Tests.Kubernetes;

public sealed class TlsTests : IDisposable
{
    private readonly Workbench bench = new();
    private readonly TestAuthority authority = new();

    public void Dispose()
    {
        bench.Dispose();
        authority.Dispose();
    }

    [Test]
    public async Task A_server_whose_authority_is_in_the_kubeconfig_is_trusted()
    {
        await using var server = await LoopbackServer.StartAsync(Ok, authority.Issue("127.0.0.1"));

        Assert.That(await bench.Connect(server.Address, $"certificate-authority-data: {authority.Data}").GetRawAsync("/", default), Is.EqualTo("ok"));
    }

    [Test]
    public async Task An_authority_may_stand_in_a_file_beside_the_kubeconfig()
    {
        bench.Write("ca.crt", authority.Pem);
        await using var server = await LoopbackServer.StartAsync(Ok, authority.Issue("127.0.0.1"));

        Assert.That(await bench.Connect(server.Address, "certificate-authority: ca.crt").GetRawAsync("/", default), Is.EqualTo("ok"));
    }

    [Test]
    public async Task Another_authority_of_the_same_name_is_not_trusted()
    {
        using var other = new TestAuthority();
        await using var server = await LoopbackServer.StartAsync(Ok, other.Issue("127.0.0.1"));

        var failure = await FailureAsync(bench.Connect(server.Address, $"certificate-authority-data: {authority.Data}"));

        Assert.That(failure.Reason, Does.Contain("TLS failed: its certificate is"));
        Assert.That(server.Calls, Is.Empty);
    }

    [Test]
    public async Task An_unknown_authority_is_said()
    {
        await using var server = await LoopbackServer.StartAsync(Ok, authority.Issue("127.0.0.1"));

        var failure = await FailureAsync(bench.Connect(server.Address));

        Assert.That(failure.Reason, Does.Contain("signed by an unknown authority (CN=test authority), which is not one this machine trusts"));
        Assert.That(((SkippingTime)bench.Time).Skipped, Is.Empty, "trying again does not help");
    }

    [Test]
    public async Task A_certificate_for_another_name_is_said_with_both_names()
    {
        await using var server = await LoopbackServer.StartAsync(Ok, authority.Issue("kubernetes.default"));

        var failure = await FailureAsync(bench.Connect(server.Address, $"certificate-authority-data: {authority.Data}"));

        Assert.That(failure.Reason, Does.EndWith("its certificate is not for 127.0.0.1 but for kubernetes.default"));
    }

    [Test]
    public async Task The_name_to_expect_can_be_given()
    {
        await using var server = await LoopbackServer.StartAsync(Ok, authority.Issue("kubernetes.default"));

        Assert.That(await bench.Connect(server.Address, $"certificate-authority-data: {authority.Data}, tls-server-name: kubernetes.default").GetRawAsync("/", default), Is.EqualTo("ok"));
        Assert.That((await FailureAsync(bench.Connect(server.Address, $"certificate-authority-data: {authority.Data}, tls-server-name: other"))).Reason, Does.EndWith("is not for other but for kubernetes.default"));
    }

    [Test]
    public async Task A_certificate_that_is_over_is_said_with_its_dates()
    {
        await using var server = await LoopbackServer.StartAsync(Ok, authority.Issue("127.0.0.1", TimeSpan.FromDays(-1)));

        Assert.That((await FailureAsync(bench.Connect(server.Address, $"certificate-authority-data: {authority.Data}"))).Reason, Does.Contain("is not valid now"));
    }

    [Test]
    public async Task Verification_can_be_switched_off()
    {
        await using var server = await LoopbackServer.StartAsync(Ok, authority.Issue("elsewhere"));

        Assert.That(await bench.Connect(server.Address, "insecure-skip-tls-verify: true").GetRawAsync("/", default), Is.EqualTo("ok"));
    }

    [Test]
    public async Task A_client_certificate_is_shown()
    {
        using var client = authority.Issue("me");
        var key = client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();
        await using var server = await LoopbackServer.StartAsync(ClientName, authority.Issue("127.0.0.1"));

        var cluster = bench.Connect(server.Address, $"certificate-authority-data: {authority.Data}",
            $"client-certificate-data: {TestAuthority.Encode(client.ExportCertificatePem())}, client-key-data: {TestAuthority.Encode(key)}");

        Assert.That(await cluster.GetRawAsync("/", default), Is.EqualTo("CN=me"));
    }

    [Test]
    public async Task A_plugin_may_hand_out_a_new_client_certificate_after_a_401()
    {
        using var client = authority.Issue("old");
        using var renewed = authority.Issue("new");
        using var own = new Workbench(new FakePlugin(run => Certificate(run == 1 ? client : renewed)));
        await using var server = await LoopbackServer.StartAsync((context, number) => number == 1 ? LoopbackServer.WriteAsync(context, 401, "no") : ClientName(context, number), authority.Issue("127.0.0.1"));

        var cluster = own.Connect(server.Address, $"certificate-authority-data: {authority.Data}", "exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Never}");

        Assert.That(await cluster.GetRawAsync("/", default), Is.EqualTo("CN=new"));
    }

    [Test]
    public async Task In_a_pod_the_service_account_is_used_under_its_own_context_name()
    {
        bench.Write("sa/token", "pod-token");
        bench.Write("sa/ca.crt", authority.Pem);
        await using var server = await LoopbackServer.StartAsync(Ok, authority.Issue("127.0.0.1"));
        (bench.Variables["KUBERNETES_SERVICE_HOST"], bench.Variables["KUBERNETES_SERVICE_PORT"]) = ("127.0.0.1", $"{new Uri(server.Address).Port}");

        Assert.That(await bench.Connector.Connect("in-cluster", null).GetRawAsync("/", default), Is.EqualTo("ok"));
        Assert.That(server.Calls.Single().Authorization, Is.EqualTo("Bearer pod-token"));
    }

    [Test]
    public void Outside_a_pod_that_name_is_refused() =>
        Assert.That(Workbench.Failure(() => bench.Connector.Connect("in-cluster", null)), Has.Property("ExitCode").EqualTo(ExitCode.Configuration).And.Property("Reason").Contains("this is no pod"));

    private static Task Ok(HttpContext context, int number) => LoopbackServer.WriteAsync(context, 200, "ok");

    private static async Task ClientName(HttpContext context, int number) => await LoopbackServer.WriteAsync(context, 200, $"{(await context.Connection.GetClientCertificateAsync())?.Subject}");

    private static string Certificate(X509Certificate2 certificate) => System.Text.Json.JsonSerializer.Serialize(new
    {
        kind = "ExecCredential",
        apiVersion = "client.authentication.k8s.io/v1",
        status = new
        {
            clientCertificateData = certificate.ExportCertificatePem(),
            clientKeyData = certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(),
        },
    });

    private static async Task<MeshException> FailureAsync(ICluster cluster)
    {
        var failure = await Workbench.FailureAsync(() => cluster.GetRawAsync("/", default));
        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.Unavailable));
        return failure;
    }
}
