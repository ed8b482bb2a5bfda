using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Integration.Environment;
using Mesh.Tests.Hosts;

namespace Mesh.Integration.Certificates;

/// <summary>Mesh.CompareRoots and Mesh.VerifyCa --live as a user runs them, on two real API servers, each cell held against openssl's verdict.</summary>
[Parallelizable(ParallelScope.Self)]
[UnsupportedOSPlatform("windows")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CompareRootsTests : IDisposable
{
    private static readonly string[] Namespaces = ["default", "istio-system", "kube-system"];

    private static ControlPlane east = null!, west = null!;

    private readonly Bench bench = new();

    [OneTimeSetUp]
    public static async Task StartAsync()
    {
        var starting = new[] { ControlPlane.StartAsync(controllers: false), ControlPlane.StartAsync(controllers: false) };
        (east, west) = (await Require.Available(starting[0]), await Require.Available(starting[1]));
        foreach (var plane in new[] { east, west })
        {
            (await plane.KubectlAsync("create", "namespace", "istio-system")).Succeeded();
        }
    }

    [OneTimeTearDown]
    public static async Task StopAsync()
    {
        foreach (var plane in new ControlPlane?[] { east, west }.OfType<ControlPlane>())
        {
            await plane.DisposeAsync();
        }
    }

    public void Dispose() => bench.Dispose();

    [Test]
    public async Task Each_cell_is_what_openssl_says_and_what_may_not_be_read_is_not_evaluated()
    {
        await MakeAsync("ca");
        await MakeAsync("other");
        await InstallAsync(east, "ca/east");
        await InstallAsync(west, "ca/west");

        var shared = await CompareAsync();
        Assert.That(shared.ExitCode, Is.Zero, shared.ToString());
        await AgreesWithOpenSslAsync("ca/east", "ca/west", "east→east True", "east→west True", "west→east True", "west→west True");

        // West signs below a root of its own and trusts both; east was never told.
        File.AppendAllText(Path.Combine(bench.Folder, "other/west/root-cert.pem"), File.ReadAllText(Path.Combine(bench.Folder, "ca/east/root-cert.pem")));
        await InstallAsync(west, "other/west");

        var apart = await CompareAsync();
        Assert.That(apart.ExitCode, Is.EqualTo(79), apart.ToString());
        Assert.That(apart.LastErrorLine, Does.Contain("CA094 on workloads of west in east"));
        await AgreesWithOpenSslAsync("ca/east", "other/west", "east→east True", "east→west True", "west→east False", "west→west True");

        var stale = await east.KubectlWithInputAsync(ConfigMap("default", File.ReadAllText(Path.Combine(bench.Folder, "other/root/root-cert.pem"))), "apply", "--filename", "-");
        stale.Succeeded();
        Assert.That((await CompareAsync()).Output, Does.Contain("error CA090 configmap/istio-ca-root-cert in default of east"));
        await InstallAsync(east, "ca/east");
        await InstallAsync(west, "ca/west");

        await LimitedAsync();
        await VerifiesAsync();
    }

    [Test]
    public async Task One_server_under_two_names_is_found_out()
    {
        var outcome = await RunAsync("Mesh.CompareRoots", $$"""
            clusters:
              - { name: one, context: mesh-test, kubeconfig: "{{east.AdminKubeconfig}}" }
              - { name: two, context: mesh-test, kubeconfig: "{{east.AdminKubeconfig}}" }
            """);

        Assert.That(outcome.Output, Does.Contain("error CA096 one and two: namespace kube-system has the UID"));
        Assert.That(outcome.ExitCode, Is.Not.Zero);
    }

    [Test]
    public async Task A_server_that_is_gone_is_69_and_the_other_is_still_shown()
    {
        var gone = bench.Write("gone.kubeconfig", File.ReadAllText(west.AdminKubeconfig).Replace(west.Server.Authority, "127.0.0.1:1", StringComparison.Ordinal));
        var outcome = await RunAsync("Mesh.CompareRoots", $$"""
            clusters:
              - { name: east, context: mesh-test, kubeconfig: "{{east.AdminKubeconfig}}" }
              - { name: west, context: mesh-test, kubeconfig: "{{gone}}" }
            """);

        Assert.That(outcome.ExitCode, Is.EqualTo(69), outcome.ToString());
        Assert.That(outcome.Output, Does.Match("west +NOT READ"));
    }

    // A user who may read everything but secrets, and one who may read nothing.
    private async Task LimitedAsync()
    {
        var config = $$"""
            clusters:
              - { name: east, context: mesh-nobody, kubeconfig: "{{east.NobodyKubeconfig}}" }
              - { name: west, context: mesh-test, kubeconfig: "{{west.AdminKubeconfig}}" }
            """;
        var nothing = await RunAsync("Mesh.CompareRoots", config);
        Assert.That(nothing.ExitCode, Is.EqualTo(77), nothing.ToString());
        Assert.That(nothing.Output, Does.Match("west +cacerts"));

        (await east.KubectlAsync("create", "clusterrole", "roots", "--verb=get,list", "--resource=configmaps,namespaces,mutatingwebhookconfigurations,validatingwebhookconfigurations")).Succeeded();
        (await east.KubectlAsync("create", "clusterrolebinding", "roots", "--clusterrole=roots", "--user=nobody-rights")).Succeeded();
        // The server's authorizer learns of it by a watch.
        Outcome limited;
        do
        {
            limited = await RunAsync("Mesh.CompareRoots", config);
        }
        while (limited.ExitCode == 77);

        Assert.That(limited.ExitCode, Is.Zero, limited.ToString());
        Assert.That(limited.Output, Does.Contain("not evaluated: east: the CA's secrets").And.Contain("both trust the same roots"));
        Assert.That(JsonNode.Parse(bench.Report)!["steps"]![0]!["status"]!.ToString(), Is.EqualTo("NotEvaluated"));
        Assert.That(Cells(), Does.Contain("west→east True").And.Contain("east→west unknown"));

        var denied = await RunAsync("Mesh.VerifyCa", $$"""cluster: { context: mesh-nobody, kubeconfig: "{{east.NobodyKubeconfig}}" }""", "--live");
        Assert.That(denied.ExitCode, Is.EqualTo(77), denied.ToString());
    }

    private async Task VerifiesAsync()
    {
        var config = $$"""cluster: { context: mesh-test, kubeconfig: "{{east.AdminKubeconfig}}" }""";
        var accepted = await RunAsync("Mesh.VerifyCa", config, "--live");
        Assert.That(accepted.ExitCode, Is.Zero, accepted.ToString());
        Assert.That(accepted.Output, Does.Contain("secret/cacerts in istio-system of mesh-test: istiod accepts, Envoy on a server accepts, on a client accepts"));

        File.Copy(Path.Combine(bench.Folder, "other/east/ca-key.pem"), Path.Combine(bench.Folder, "ca/east/ca-key.pem"), overwrite: true);
        await InstallAsync(east, "ca/east");
        var refused = await RunAsync("Mesh.VerifyCa", config, "--live");
        Assert.That(refused.ExitCode, Is.EqualTo(79), refused.ToString());
        Assert.That(refused.LastErrorLine, Does.Contain("CA006 on ca-key.pem in secret/cacerts in istio-system of mesh-test"));
        var told = refused.Output + refused.Error + bench.Report;
        Assert.That(File.ReadAllLines(Path.Combine(bench.Folder, "ca/east/ca-key.pem")).Where(line => told.Contains(line, StringComparison.Ordinal)), Is.Empty);

        (await east.KubectlAsync("--namespace", "istio-system", "delete", "secret", "cacerts")).Succeeded();
        Assert.That((await RunAsync("Mesh.VerifyCa", config, "--live")).ExitCode, Is.EqualTo(66));
    }

    private async Task MakeAsync(string folder)
    {
        var outcome = await RunAsync("Mesh.CreateCa", $"certificates: {{ root: {bench.RelativeFolder}/{folder}/root, key: p256, clusters: [east, west] }}\n");
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
    }

    private async Task InstallAsync(ControlPlane plane, string folder)
    {
        string Base64(string file) => Convert.ToBase64String(File.ReadAllBytes(Path.Combine(bench.Folder, folder, file)));
        var secret = $$"""
            apiVersion: v1
            kind: Secret
            metadata: { name: cacerts, namespace: istio-system }
            data: { ca-cert.pem: {{Base64("ca-cert.pem")}}, ca-key.pem: {{Base64("ca-key.pem")}}, cert-chain.pem: {{Base64("cert-chain.pem")}}, root-cert.pem: {{Base64("root-cert.pem")}} }
            """;
        var roots = File.ReadAllText(Path.Combine(bench.Folder, folder, "root-cert.pem"));
        (await plane.KubectlWithInputAsync(string.Join("\n---\n", Namespaces.Select(ns => ConfigMap(ns, roots)).Prepend(secret)), "apply", "--filename", "-")).Succeeded();
    }

    private static string ConfigMap(string ns, string roots) => new JsonObject
    {
        ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = "istio-ca-root-cert", ["namespace"] = ns }, ["data"] = new JsonObject { ["root-cert.pem"] = roots },
    }.ToJsonString();

    private async Task AgreesWithOpenSslAsync(string eastFolder, string westFolder, params string[] expected)
    {
        Assert.That(Cells(), Is.EqualTo(expected));
        var openssl = new OpenSsl(bench.Folder);
        var folders = new Dictionary<string, string> { ["east"] = eastFolder, ["west"] = westFolder };
        foreach (var cell in expected)
        {
            var (from, to, accepted) = (folders[cell[..4]], folders[cell[5..9]], cell.EndsWith("True", StringComparison.Ordinal));
            var leaf = await openssl.IssueAsync(cell[..4], from.Split('/')[0]);
            foreach (var purpose in new[] { "sslserver", "sslclient" })
            {
                var verdict = await openssl.VerifyAsync($"{to}/root-cert.pem", leaf, "-untrusted", $"{from}/cert-chain.pem", "-purpose", purpose);
                Assert.That(verdict.ExitCode == 0, Is.EqualTo(accepted), $"{cell} as {purpose}: {verdict.Error}");
            }
        }
    }

    private IEnumerable<string> Cells() => JsonNode.Parse(bench.Report)!["roots"]!["matrix"]!.AsArray().Select(cell => $"{cell!["from"]}→{cell["to"]} {(cell["accepted"] is { } accepted ? accepted.GetValue<bool>().ToString() : "unknown")}");

    private Task<Outcome> CompareAsync() => RunAsync("Mesh.CompareRoots", $$"""
        clusters:
          - { name: east, context: mesh-test, kubeconfig: "{{east.AdminKubeconfig}}" }
          - { name: west, context: mesh-test, kubeconfig: "{{west.AdminKubeconfig}}" }
        """);

    private Task<Outcome> RunAsync(string target, string config, params string[] arguments) =>
        bench.RunAsync(Host.Compiled, ["--target", target, "--config", bench.Write("mesh.yaml", config + "\n"), .. arguments]);
}
