using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Mesh.Integration.Environment;
using NUnit.Framework;

namespace Mesh.Integration;

/// <summary>The environment itself: what the other tests take for granted.</summary>
public sealed class ControlPlaneTests
{
    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: app }
        spec:
          replicas: 2
          selector: { matchLabels: { app: app } }
          template:
            metadata: { labels: { app: app } }
            spec: { containers: [{ name: app, image: "registry.invalid/app:1" }] }
        """;

    [Test]
    public async Task Every_node_is_ready()
    {
        var cluster = await SharedControlPlane.RequireAsync();

        var ready = await cluster.KubectlAsync(
            "get", "nodes", "--output", "jsonpath={.items[*].status.conditions[?(@.type==\"Ready\")].status}");

        Assert.That(cluster.Nodes, Has.Count.EqualTo(2));
        Assert.That(ready.Succeeded().Split(' '), Is.EqualTo(new[] { "True", "True" }));
    }

    [Test]
    public async Task A_deployment_rolls_out_and_the_audit_log_has_it()
    {
        var cluster = await SharedControlPlane.RequireAsync();
        (await cluster.KubectlAsync("create", "namespace", "rollout")).Succeeded();
        var before = cluster.AuditLog.Position;

        (await cluster.KubectlWithInputAsync(Deployment, "--namespace", "rollout", "create", "--filename", "-")).Succeeded();
        var created = cluster.AuditLog.Mutations(before).Where(found => found.User == "mesh-test-admin").ToList();
        (await cluster.KubectlAsync(
            "--namespace", "rollout", "rollout", "status", "deployment/app", "--timeout", "90s")).Succeeded();

        Assert.That(created, Has.Count.EqualTo(1));
        Assert.That(created[0].Verb, Is.EqualTo("create"));
        Assert.That(created[0].Uri, Does.StartWith("/apis/apps/v1/namespaces/rollout/deployments?"));
        Assert.That(created[0].ResponseCode, Is.EqualTo(201));
        Assert.That(created[0].UserAgent, Does.StartWith("kubectl/v1.20.2"));
        Assert.That(created[0].DryRun, Is.False);
    }

    [Test]
    public async Task The_audit_log_tells_a_dry_run_from_a_change()
    {
        var cluster = await SharedControlPlane.RequireAsync();
        var before = cluster.AuditLog.Position;

        (await cluster.KubectlAsync("create", "namespace", "never", "--dry-run=server")).Succeeded();

        var sent = cluster.AuditLog.Mutations(before).Where(found => found.User == "mesh-test-admin");
        Assert.That(sent.Select(found => (found.Verb, found.Resource, found.DryRun)),
            Is.EqualTo(new[] { ("create", "namespaces", true) }));
    }

    [Test]
    public async Task A_user_without_rights_is_refused()
    {
        var cluster = await SharedControlPlane.RequireAsync();

        var result = await cluster.KubectlAsync("--kubeconfig", cluster.NobodyKubeconfig, "get", "pods");

        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Error, Does.Contain("User \"nobody-rights\" cannot list resource \"pods\""));
    }

    [Test]
    public async Task The_token_is_accepted_over_a_certificate_of_the_authority()
    {
        var cluster = await SharedControlPlane.RequireAsync();
        using var authority = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(cluster.CertificateAuthority));
        using var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { authority },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        using var client = new HttpClient(handler) { BaseAddress = cluster.Server };
        var token = (await File.ReadAllTextAsync(cluster.TokenFile)).Trim();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        using var answer = await client.GetAsync(new Uri("/api/v1/namespaces", UriKind.Relative));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_killed_api_server_comes_back_at_the_same_address_with_the_same_data()
    {
        await using var cluster = await Require.Available(ControlPlane.StartAsync(controllers: false));
        (await cluster.KubectlAsync("create", "namespace", "kept")).Succeeded();

        await cluster.KillApiServerAsync();
        var refused = await cluster.KubectlAsync("get", "namespace", "kept");
        await cluster.StartApiServerAsync();
        var found = await cluster.KubectlAsync("get", "namespace", "kept", "--output", "name");

        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Error, Does.Contain("refused"));
        Assert.That(found.Succeeded().Trim(), Is.EqualTo("namespace/kept"));
    }

    [Test]
    public async Task Helm_is_the_version_the_tests_know()
    {
        var helm = await Require.Available(ControlPlane.HelmAsync());

        var version = await Command.RunAsync(helm, ["version", "--template", "{{.Version}}"]);

        Assert.That(version.Succeeded(), Is.EqualTo("v3.10.1"));
    }
}
