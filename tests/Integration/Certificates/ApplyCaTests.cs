using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Integration.Environment;
using Mesh.Tests.Hosts;

namespace Mesh.Integration.Certificates;

/// <summary>Mesh.ApplyCa as a user runs it, on a real API server.</summary>
[UnsupportedOSPlatform("windows")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ApplyCaTests : IDisposable
{
    private static readonly string[] Files = ["ca-cert.pem", "ca-key.pem", "cert-chain.pem", "root-cert.pem"];

    private readonly Bench bench = new();
    private readonly string ns = $"istio-{Guid.NewGuid().ToString("N")[..8]}";

    [Test]
    public async Task The_four_files_are_in_the_secret_byte_for_byte_and_a_second_run_sends_no_write()
    {
        var plane = await SharedControlPlane.RequireAsync();
        await CreateAsync(plane);

        var first = await ApplyAsync(plane);

        Assert.That(first.ExitCode, Is.Zero, first.ToString());
        Assert.That(await SecretAsync(plane), Is.EqualTo(Folder()));
        Assert.That(first.Output, Does.Contain("there is no istiod"));
        var before = plane.AuditLog.Position;

        var second = await ApplyAsync(plane);

        Assert.That(second.ExitCode, Is.Zero, second.ToString());
        Assert.Multiple(() =>
        {
            Assert.That(SentSince(plane, before).Where(request => request.IsMutation), Is.Empty);
            Assert.That(second.Output, Does.Contain("nothing to change"));
            Assert.That(first.ToString() + second + bench.Report, Does.Not.Contain(Folder()["ca-key.pem"].Split('\n')[3]).And.Not.Contain("PRIVATE KEY"));
        });
    }

    [Test]
    public async Task A_new_intermediate_restarts_every_istiod()
    {
        var plane = await SharedControlPlane.RequireAsync();
        await CreateAsync(plane);
        Assert.That((await ApplyAsync(plane)).ExitCode, Is.Zero);
        await IstiodAsync(plane);
        var running = await PodsAsync(plane);
        await CreateAsync(plane, "--rotate");

        var outcome = await ApplyAsync(plane);

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(await SecretAsync(plane), Is.EqualTo(Folder()));
        Assert.That(await PodsAsync(plane), Is.Not.Empty.And.Not.SubsetOf(running));
        Assert.That(outcome.Output, Does.Contain("1 istiod restarted").Or.Contain("not evaluated"));
    }

    [Test]
    public async Task A_dry_run_sends_no_write_without_dryRun_and_a_client_side_one_none_at_all()
    {
        var plane = await SharedControlPlane.RequireAsync();
        await CreateAsync(plane);
        await plane.KubectlAsync("create", "namespace", ns);
        await IstiodAsync(plane);
        var before = plane.AuditLog.Position;

        var server = await ApplyAsync(plane, "--dry-run");

        Assert.That(server.ExitCode, Is.Zero, server.ToString());
        var sent = SentSince(plane, before).Where(request => request.IsMutation).ToList();
        Assert.That(sent, Is.Not.Empty.And.All.Property(nameof(AuditEvent.DryRun)).True);
        before = plane.AuditLog.Position;

        var client = await ApplyAsync(plane, "--dry-run=client");

        Assert.That(client.ExitCode, Is.Zero, client.ToString());
        Assert.That(SentSince(plane, before).Where(request => request.IsMutation), Is.Empty);
        Assert.That(client.Output, Does.Contain("would change: create secret/cacerts"));
    }

    [Test]
    public async Task A_broken_folder_is_never_written()
    {
        var plane = await SharedControlPlane.RequireAsync();
        await CreateAsync(plane);
        File.Copy(Path.Combine(bench.Folder, "ca/root/root-key.pem"), Path.Combine(bench.Folder, "ca/locust/ca-key.pem"), overwrite: true);
        var before = plane.AuditLog.Position;

        var outcome = await ApplyAsync(plane);

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain("CA006"));
        Assert.That(SentSince(plane, before), Is.Empty);
    }

    [Test]
    public async Task A_user_without_rights_gets_77_and_every_missing_right()
    {
        var plane = await SharedControlPlane.RequireAsync();
        await CreateAsync(plane);

        var outcome = await ApplyAsync(plane, "--kubeconfig", plane.NobodyKubeconfig, "--kube-context", "mesh-nobody");

        Assert.That(outcome.ExitCode, Is.EqualTo(77), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain($"create secrets in {ns}").And.Contain($"patch deployments.apps in {ns}"));
    }

    [Test]
    public async Task Another_root_is_refused_and_rotated_in_three_stages_where_that_is_asked_for()
    {
        // Of its own: what other tests tell their namespaces to trust would be in the way.
        await using var plane = await Require.Available(ControlPlane.StartAsync("1"));
        await CreateAsync(plane);
        Assert.That((await ApplyAsync(plane)).ExitCode, Is.Zero);
        await IstiodAsync(plane);
        var old = Folder();
        await CreateAsync(plane, "--rotate-root");

        var refused = await ApplyAsync(plane);

        Assert.That(refused.ExitCode, Is.EqualTo(79), refused.ToString());
        Assert.That(refused.LastErrorLine, Does.Contain("--rotate"));
        Assert.That(await SecretAsync(plane), Is.EqualTo(old));

        var rotated = await ApplyAsync(plane, "--rotate");

        Assert.That(rotated.ExitCode, Is.Zero, rotated.ToString());
        Assert.That(rotated.Output, Does.Contain("stage trust-both").And.Contain("stage sign-with-new").And.Contain("stage drop-old"));
        Assert.That(await SecretAsync(plane), Is.EqualTo(Folder()));
        Assert.That((await plane.KubectlAsync("get", "secrets", "-n", ns, "-o", "name")).Output, Does.Not.Contain("before-rotation"));
    }

    public void Dispose() => bench.Dispose();

    private async Task CreateAsync(ControlPlane plane, params string[] arguments)
    {
        var outcome = await RunAsync(plane, ["--target", "Mesh.CreateCa", .. arguments]);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
    }

    private Task<Outcome> ApplyAsync(ControlPlane plane, params string[] arguments) => RunAsync(plane, ["--target", "Mesh.ApplyCa", .. arguments]);

    private Task<Outcome> RunAsync(ControlPlane plane, string[] arguments)
    {
        var config = bench.Write("mesh.yaml", $$"""
            cluster: { context: mesh-test, kubeconfig: '{{plane.AdminKubeconfig}}' }
            istio: { namespace: {{ns}} }
            certificates: { root: {{bench.RelativeFolder}}/ca/root, key: p256, clusters: [locust] }
            """);
        return bench.RunAsync(Host.Compiled, [.. arguments, "--config", config]);
    }

    private Dictionary<string, string> Folder() => Files.ToDictionary(file => file, file => File.ReadAllText(Path.Combine(bench.Folder, "ca", "locust", file)));

    private async Task<Dictionary<string, string>> SecretAsync(ControlPlane plane)
    {
        var secret = JsonNode.Parse((await plane.KubectlAsync("get", "secret", "cacerts", "-n", ns, "-o", "json")).Output)!;
        Assert.That((string?)secret["type"], Is.EqualTo("Opaque"));
        return ((JsonObject)secret["data"]!).ToDictionary(file => file.Key, file => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String((string)file.Value!)));
    }

    private async Task IstiodAsync(ControlPlane plane)
    {
        var file = bench.Write("istiod.yaml", $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: istiod, namespace: {{ns}}, labels: { app: istiod } }
            spec:
              selector: { matchLabels: { app: istiod } }
              template:
                metadata: { labels: { app: istiod } }
                spec: { terminationGracePeriodSeconds: 0, containers: [{ name: discovery, image: "registry.invalid/pilot:1" }] }
            """);
        var applied = await plane.KubectlAsync("apply", "-f", Path.IsPathRooted(file) ? file : Path.Combine(Repository.Root, file));
        Assert.That(applied.ExitCode, Is.Zero, applied.Error);
        await plane.KubectlAsync("rollout", "status", "deployment/istiod", "-n", ns, "--timeout=60s");
    }

    private async Task<IReadOnlyList<string>> PodsAsync(ControlPlane plane)
    {
        var list = JsonNode.Parse((await plane.KubectlAsync("get", "pods", "-n", ns, "-o", "json")).Output)!;
        return [.. ((JsonArray)list["items"]!).Where(pod => pod!["metadata"]!["deletionTimestamp"] is null).Select(pod => (string)pod!["metadata"]!["name"]!)];
    }

    private IReadOnlyList<AuditEvent> SentSince(ControlPlane plane, long position) =>
        [.. plane.AuditLog.Read(position).Where(request => request.User == "mesh-test-admin" && request.Uri.Contains(ns, StringComparison.Ordinal))];
}
