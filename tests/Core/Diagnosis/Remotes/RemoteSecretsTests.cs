using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model.Objects;
using Mesh.Core.Tests.Diagnosis.Live;
using Mesh.Core.Tests.Kubernetes;

namespace Mesh.Core.Tests.Diagnosis.Remotes;

/// <summary>What is said of remote secrets, and what never is.</summary>
public sealed class RemoteSecretsTests
{
    private const string Token = "plantedtoken0123456789";
    private const string Version = """{"gitVersion":"v1.34.1","major":"1","minor":"34"}""";

    private readonly Workbench bench = new();

    [TearDown]
    public void Close() => bench.Dispose();

    [Test]
    public async Task A_remote_cluster_that_answers_gives_nothing_and_is_asked_once()
    {
        await using var server = await LoopbackServer.AnsweringAsync((200, Version));
        using var seen = await DiagnoseAsync(Kubeconfig(server.Address));
        Assert.That(seen.Codes, Is.Empty, seen.Notes);
        Assert.That(server.Calls.Select(call => (call.Method, call.Path, call.Authorization)), Is.EqualTo(new[] { ("GET", "/version", $"Bearer {Token}") }));
        Assert.That(seen.Ended, Is.EqualTo(StepStatus.Executed));
    }

    [TestCase(401, "RSC003")]
    [TestCase(403, "RSC004")]
    [TestCase(404, "RSC002")]
    public async Task What_the_server_answers_is_told_in_our_words(int status, string code)
    {
        // Whoever answers may send back what it was sent.
        await using var server = await LoopbackServer.AnsweringAsync((status, LoopbackServer.Status(status, "No", $"go away with your Bearer {Token}")));
        using var seen = await DiagnoseAsync(Kubeconfig(server.Address));
        Assert.That(seen.Codes, Is.EqualTo(new[] { code }), seen.Notes);
        Assert.That(seen.First.Subject, Is.EqualTo("secret/istio-remote-secret-eks-b in istio-system, key eks-b"));
        Assert.That(seen.First.Evidence, Is.EqualTo($"{server.Address} answers {status}"));
        Silent(seen);
    }

    [Test]
    public async Task A_server_that_is_not_there_is_a_warning_since_istiod_may_reach_it()
    {
        using var seen = await DiagnoseAsync(Kubeconfig("http://127.0.0.1:1"));
        Assert.That(seen.Journal.Findings.Select(finding => (finding.Code, finding.Severity)), Is.EqualTo(new[] { ("RSC002", Severity.Warning) }), seen.Notes);
        Assert.That(seen.First.Evidence, Does.StartWith("http://127.0.0.1:1: "));
    }

    [Test]
    public async Task A_server_of_another_authority_is_not_believed_and_gets_no_token()
    {
        using var theirs = new TestAuthority();
        using var ours = new TestAuthority();
        using var certificate = theirs.Issue("127.0.0.1");
        await using var server = await LoopbackServer.StartAsync((context, _) => LoopbackServer.WriteAsync(context, 200, Version), certificate);
        using var seen = await DiagnoseAsync(Kubeconfig(server.Address, $"certificate-authority-data: {ours.Data}"));
        Assert.That(seen.Codes, Is.EqualTo(new[] { "RSC002" }), seen.Notes);
        Assert.That(server.Calls, Is.Empty);
    }

    [TestCase("", "it is empty")]
    [TestCase("plantedtoken0123456789", "expected a mapping, found a single value")]
    [TestCase("token: [plantedtoken0123456789", "it is no YAML from line ")]
    [TestCase("plantedtoken0123456789: 1\nplantedtoken0123456789: 2", "it is no YAML from line 2")]
    [TestCase("apiVersion: v1", "it has no current-context")]
    [TestCase("current-context: eks-b\ncontexts: 7", "expected a list in contexts")]
    [TestCase("current-context: eks-b", "there is no context 'eks-b'")]
    [TestCase("current-context: eks-b\ncontexts: [{ name: eks-b, context: { cluster: gone } }]", "there is no such cluster")]
    public async Task What_is_no_kubeconfig_is_told_without_quoting_it(string text, string why)
    {
        using var seen = await DiagnoseAsync(text);
        Assert.That(seen.Codes, Is.EqualTo(new[] { "RSC001" }), seen.Notes);
        Assert.That(seen.First.Evidence, Does.StartWith("its kubeconfig: ").And.Contain(why).And.Not.Contain("embedded:"));
        Silent(seen);
    }

    [Test]
    public async Task A_value_that_is_no_text_is_told()
    {
        using var seen = await DiagnoseAsync("\0\u0001ÿ");
        Assert.That(seen.Codes, Is.EqualTo(new[] { "RSC001" }), seen.Notes);
    }

    [TestCase("exec: { apiVersion: client.authentication.k8s.io/v1, command: aws, args: [eks, get-token], interactiveMode: Never }", "exec")]
    [TestCase("auth-provider: { name: gcp }", "gcp")]
    [TestCase("tokenFile: /etc/passwd", "tokenFile")]
    [TestCase("client-certificate: a.pem, client-key: b.pem", "clientKey, clientCertificate")]
    public async Task What_istiod_refuses_is_neither_run_nor_opened_here(string user, string what)
    {
        // The workbench's plugin fails the test when it is started.
        using var seen = await DiagnoseAsync(Kubeconfig("http://127.0.0.1:1", user: user));
        Assert.That(seen.Codes, Is.EqualTo(new[] { "RSC006" }), seen.Notes);
        Assert.That(seen.First.Evidence, Is.EqualTo($"its user needs {what}"));
        Assert.That(seen.Report.Elements("notEvaluated").Select(text => $"{text}"), Has.Some.Contains("neither run nor opened here"));
        Assert.That(() => bench.Connector.ConnectEmbedded(Kubeconfig("http://127.0.0.1:1", user: user), "it"), Fails.With(ExitCode.MalformedInput, "a program or file of another machine"));
    }

    [Test]
    public async Task What_istiod_was_told_to_allow_is_no_finding()
    {
        using var cluster = Cluster(Kubeconfig("http://127.0.0.1:1", user: "exec: { apiVersion: client.authentication.k8s.io/v1, command: aws, interactiveMode: Never }"));
        await Look(cluster.Have(Istiod("""{ "name": "PILOT_INSECURE_MULTICLUSTER_KUBECONFIG_OPTIONS", "value": "clientKey, exec" }""")));
        Assert.That(cluster.Codes, Has.None.StartsWith("RSC"), cluster.Notes);
    }

    [Test]
    public async Task A_token_that_has_expired_is_told_by_its_claim_and_not_sent()
    {
        await using var server = await LoopbackServer.AnsweringAsync((200, Version));
        var token = $"{Encode("{}")}.{Encode("""{"exp":1700000000}""")}.{Token}";
        using var seen = await DiagnoseAsync(Kubeconfig(server.Address, user: $"token: {token}"));
        Assert.That(seen.Codes, Is.EqualTo(new[] { "RSC007" }), seen.Notes);
        Assert.That(seen.First.Evidence, Is.EqualTo("its token has expired at 2023-11-14T22:13:20Z (claim exp)"));
        Assert.That(server.Calls, Is.Empty);
        Silent(seen);
    }

    [Test]
    public async Task An_authority_that_is_missing_is_a_warning()
    {
        using var seen = await DiagnoseAsync(Kubeconfig("https://127.0.0.1:1"));
        Assert.That(seen.Codes, Is.EquivalentTo(new[] { "RSC008", "RSC002" }), seen.Notes);
    }

    [Test]
    public async Task Names_that_do_not_agree_are_told()
    {
        await using var server = await LoopbackServer.AnsweringAsync((200, Version));
        using var cluster = Cluster(Kubeconfig(server.Address), key: "eks-c", annotation: "eks-d");
        await Look(cluster);
        Assert.That(cluster.Codes, Is.EqualTo(new[] { "RSC005" }), cluster.Notes);
        Assert.That(cluster.First.Evidence, Is.EqualTo("the annotation networking.istio.io/cluster says eks-d"));
    }

    [Test]
    public async Task A_cluster_that_istiod_passes_over_is_told()
    {
        await using var server = await LoopbackServer.AnsweringAsync((200, Version));
        using var cluster = Cluster(Kubeconfig(server.Address)).Have(Secret("second", "eks-b", Kubeconfig(server.Address))).Have(Secret("third", "local", Kubeconfig(server.Address, name: "local"))).Have(Istiod("""{ "name": "CLUSTER_ID", "value": "local" }"""));
        await Look(cluster);
        Assert.That(cluster.Journal.Findings.Where(finding => finding.Code == "RSC009").Select(finding => (finding.Subject, finding.Evidence)), Is.EquivalentTo(new[]
        {
            ("secret/second in istio-system, key eks-b", "eks-b is in secret istio-remote-secret-eks-b too"), ("secret/third in istio-system, key local", "local is istiod's own CLUSTER_ID"),
        }), cluster.Notes);
    }

    [Test]
    public async Task An_alias_and_a_proxy_of_a_cluster_that_istiod_does_not_know_are_told()
    {
        await using var server = await LoopbackServer.AnsweringAsync((200, Version));
        using var cluster = Cluster(Kubeconfig(server.Address)).Have(Istiod("""{ "name": "CLUSTER_ALIASES", "value": "old-b=eks-b,old-x=eks-x,odd" }""")).Have("""
            { "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "lost", "namespace": "istio-system" }, "spec": { "containers": [{ "name": "mesh", "image": "proxyv2:1", "env": [{ "name": "ISTIO_META_CLUSTER_ID", "value": "eks-z" }] }] } }
            """).Have("""
            { "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "known", "namespace": "istio-system" }, "spec": { "containers": [{ "name": "mesh", "image": "proxyv2:1", "env": [{ "name": "ISTIO_META_CLUSTER_ID", "value": "old-b" }] }] } }
            """);
        await Look(cluster);
        Assert.That(cluster.Journal.Findings.Where(finding => finding.Code == "RSC010").Select(finding => finding.Evidence), Is.EquivalentTo(new[]
        {
            "its cluster alias old-x leads to eks-x; istiod knows Kubernetes, eks-b", "its cluster alias odd is no pair ALIAS=CLUSTER", "its ISTIO_META_CLUSTER_ID is eks-z; istiod knows Kubernetes, eks-b",
        }), cluster.Notes);
    }

    [Test]
    public async Task Who_may_not_read_them_is_told_so()
    {
        using var cluster = Cluster(Kubeconfig("http://127.0.0.1:1"));
        cluster.Forbidden.Add(("secrets", "istio-system"));
        await Look(cluster);
        Assert.That(cluster.Codes, Is.Empty, cluster.Notes);
        Assert.That(cluster.Report.Elements("notEvaluated").Select(text => $"{text}"), Has.Exactly(1).Contains("secrets"));
    }

    [Test]
    public async Task Of_another_namespace_than_istiods_they_are_not_looked_at()
    {
        using var cluster = Cluster("no kubeconfig").HaveWorkload("web", "web:1");
        await cluster.DiagnoseAsync(new() { Namespaces = ["beta"] });
        Assert.That(cluster.Codes, Is.Empty, cluster.Notes);
    }

    [Test]
    public async Task A_connector_that_reaches_no_other_cluster_leaves_the_rest_to_be_told()
    {
        using var cluster = Cluster(Kubeconfig("https://127.0.0.1:1"));
        cluster.Embedded = (_, place) => throw new MeshException(ExitCode.Unavailable, $"{place}: out of reach", "");
        await Look(cluster);
        Assert.That(cluster.Codes, Is.EqualTo(new[] { "RSC008" }), cluster.Notes);
        Assert.That(cluster.Report.Elements("notEvaluated").Select(text => $"{text}"), Has.Some.EndsWith("key eks-b: its kubeconfig: out of reach"));
    }

    [Test]
    public async Task Nothing_of_it_gets_into_the_archive()
    {
        using var cluster = Cluster(Kubeconfig("http://127.0.0.1:1", user: $"token: {Token}, password: {Token}"));
        await cluster.DiagnoseAsync(new() { Namespaces = ["istio-system"], Evidence = "kept" });
        var kept = string.Concat(Directory.EnumerateFiles(Path.Combine(cluster.Folder, "kept"), "*", SearchOption.AllDirectories).Select(File.ReadAllText));
        Assert.That(kept, Does.Contain("istio-remote-secret-eks-b").And.Not.Contain(Token).And.Not.Contain(Base64(Token)).And.Not.Contain("127.0.0.1:1"));
        Silent(cluster);
    }

    [Test]
    public async Task A_client_certificate_that_has_expired_is_told()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=reader", key, HashAlgorithmName.SHA256).CreateSelfSigned(new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var cluster = Cluster(Kubeconfig("http://127.0.0.1:1", user: $"client-certificate-data: {TestAuthority.Encode(certificate.ExportCertificatePem())}, client-key-data: {TestAuthority.Encode(key.ExportPkcs8PrivateKeyPem())}"));
        await Look(cluster);
        Assert.That(cluster.Codes, Is.EqualTo(new[] { "RSC007" }), cluster.Notes);
        Assert.That(cluster.First.Evidence, Is.EqualTo("its client certificate has expired at 2025-01-01T00:00:00Z"));
    }

    private static string Kubeconfig(string server, string cluster = "", string? user = null, string name = "eks-b") => Workbench.Kubeconfig(name, server, cluster, user ?? $"token: {Token}");

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Secret(string name, string key, string kubeconfig, string? annotation = null) => $$"""
        { "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "{{name}}", "namespace": "istio-system", "labels": { "istio/multiCluster": "true" }, "annotations": { "networking.istio.io/cluster": "{{annotation ?? key}}" } },
          "data": { "{{key}}": "{{Base64(kubeconfig)}}" } }
        """;

    private static string Istiod(string variable) => $$"""
        { "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "istiod-1", "namespace": "istio-system", "labels": { "app": "istiod" } }, "spec": { "containers": [{ "name": "discovery", "image": "pilot:1", "env": [{{variable}}] }] } }
        """;

    // Neither what is told nor what is reported; what masks it as *** would hide that it was said.
    private static void Silent(DiagnosedCluster seen)
    {
        var said = $"{seen.Notes}\n{string.Join('\n', seen.Journal.Findings)}\n{seen.Report.ToJsonString()}";
        Assert.That(said, Does.Not.Contain(Token).And.Not.Contain(Base64(Token)).And.Not.Contain("***"));
    }

    private DiagnosedCluster Cluster(string kubeconfig, string key = "eks-b", string? annotation = null) =>
        new DiagnosedCluster { DryRun = DryRun.Off, Embedded = bench.Connector.ConnectEmbedded }.Have(Secret("istio-remote-secret-eks-b", key, kubeconfig, annotation));

    private static Task<DiagnosedCluster> Look(DiagnosedCluster cluster) => cluster.DiagnoseAsync(new() { Namespaces = ["istio-system"] });

    private Task<DiagnosedCluster> DiagnoseAsync(string kubeconfig) => Look(Cluster(kubeconfig));
}
