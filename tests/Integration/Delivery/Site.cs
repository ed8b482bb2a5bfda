using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Integration.Environment;
using Mesh.Integration.Registries.Fixtures;
using Mesh.Tests.Hosts;
using Command = Mesh.Integration.Environment.Command;

namespace Mesh.Integration.Delivery;

/// <summary>A namespace on a control plane and a folder with a mesh.yaml for it.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Site : IDisposable
{
    private readonly Bench bench = new();
    private readonly string helm;
    private readonly string config;

    private Site(ControlPlane controlPlane, string helm, RegistryServer registry)
    {
        ControlPlane = controlPlane;
        this.helm = helm;
        bench.Tool("helm", $"exec '{helm}' \"$@\"");
        bench.Set("HOME", bench.Folder);
        bench.Write("scripts/run.sh", "#!/bin/sh\necho\n");
        config = bench.Write("mesh.yaml", $$"""
            cluster: { context: mesh-test, kubeconfig: '{{controlPlane.AdminKubeconfig}}' }
            sources: { include: ['{{bench.RelativeFolder}}/scripts/*.sh'] }
            releases: [{ name: web, chart: ./tests/Integration/charts/web, namespace: {{Namespace}}, set: { replicas: 2, image.repository: '{{registry.Host}}/{{ImagePath}}' } }]
            registries: [{ host: '{{registry.Host}}', plainHttp: true }]
            restarts: [{ namespace: {{Namespace}}, selector: app=web }]
            """);
    }

    public ControlPlane ControlPlane { get; }

    public string Namespace { get; } = $"site-{Guid.NewGuid().ToString("N")[..8]}";

    private string ImagePath => $"site/{Namespace}";

    public JsonNode Report => JsonNode.Parse(bench.Report)!;

    public static async Task<Site> OpenAsync(ControlPlane controlPlane)
    {
        var registry = await SharedRegistry.RequireAsync();
        var site = new Site(controlPlane, await Require.Available(ControlPlane.HelmAsync()), registry);
        using var pusher = new ImagePusher(registry);
        await pusher.PushIndexAsync(site.ImagePath, "1", "linux/amd64", "linux/arm64");
        var created = await controlPlane.KubectlAsync("create", "namespace", site.Namespace);
        Assert.That(created.ExitCode, Is.Zero, created.Error);
        return site;
    }

    public Task<Outcome> RunAsync(params string[] arguments) => bench.RunAsync(Host.Compiled, [.. arguments, "--config", config]);

    public Process Start(params string[] arguments) => bench.Start(Host.Compiled, [.. arguments, "--config", config]);

    public Task<CommandResult> HelmAsync(params string[] arguments) =>
        Command.RunAsync(helm, [.. arguments, "--kubeconfig", ControlPlane.AdminKubeconfig], new Dictionary<string, string?> { ["HOME"] = bench.Folder }, "");

    /// <summary>What this run sent about its namespace; controllers write there too, under names of their own.</summary>
    public IReadOnlyList<AuditEvent> RequestsSince(long position) =>
        [.. ControlPlane.AuditLog.Read(position).Where(request => request.User == "mesh-test-admin" && request.Uri.Contains(Namespace, StringComparison.Ordinal))];

    public static async Task<string> GitStatusAsync() =>
        (await Command.RunAsync("git", ["-C", Repository.Root, "status", "--porcelain"], new Dictionary<string, string?>(), "")).Output;

    public void Dispose() => bench.Dispose();
}
