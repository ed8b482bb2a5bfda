using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Integration.Environment;
using Mesh.Integration.Istio;
using Mesh.Tests.Hosts;

namespace Mesh.Integration.Revisions;

/// <summary>A cluster of one's own with a mesh of fixture charts and namespaces whose pods carry a proxy in their template, since no istiod serves here that would inject it.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class UpgradeSite : IDisposable
{
    private readonly Bench bench = new();
    private readonly List<string> namespaces = [];
    private string config = "";

    private UpgradeSite(ControlPlane plane, string helm)
    {
        Plane = plane;
        bench.Tool("helm", $"exec '{helm}' \"$@\"");
        bench.Set("HOME", bench.Folder);
        Charts = FixtureCharts.Write(Path.Combine(bench.Folder, "charts"), "1.28.3", "1.29.0");
    }

    public ControlPlane Plane { get; }

    public JsonNode Report => JsonNode.Parse(bench.Report)!;

    private string Charts { get; }

    public static async Task<UpgradeSite> OpenAsync(ControlPlane plane) => new(plane, await Require.Available(ControlPlane.HelmAsync()));

    public void Configure(string version, string upgrade, string more = "") => config = Write("mesh.yaml", $$"""
        cluster: { context: mesh-test, kubeconfig: '{{Plane.AdminKubeconfig}}' }
        istio:
          version: {{version}}
          charts: '{{Charts}}'
          backup: '{{bench.Folder}}/backup'
          base: { values: ['{{Write("base.yaml", $"base: {{ validationCABundle: {FixtureCharts.Bundle} }}\n")}}'] }
          istiod: { replicas: 1, values: ['{{Write("fixture.yaml", "fixture: { failurePolicy: Ignore }\nautoscaleEnabled: false\n")}}'] }
          upgrade: { {{upgrade.Replace("{folder}", bench.Folder, StringComparison.Ordinal)}} }
        {{more}}
        """);

    /// <summary>The user's own judge of a batch.</summary>
    public void Judge(string script)
    {
        var path = Write("judge.sh", $"#!/bin/sh\n{script.Replace("{folder}", bench.Folder, StringComparison.Ordinal)}\nexit 0\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Write(string name, string text) => bench.Write(name, text);

    public string PathOf(string name) => Path.Combine(bench.Folder, name);

    public Task<Outcome> RunAsync(string target, params string[] arguments) => bench.RunAsync(Host.Compiled, ["--target", target, .. arguments, "--config", config]);

    public Process Start(string target) => bench.Start(Host.Compiled, "--target", target, "--config", config);

    /// <summary>Installs a mesh of a version without a revision, and namespaces that it serves.</summary>
    public async Task InstallAsync(string version, params string[] names)
    {
        Configure(version, "");
        var installed = await RunAsync("Mesh.InstallIstio");
        Assert.That(installed.ExitCode, Is.Zero, installed.ToString());
        namespaces.AddRange(names);
        foreach (var ns in names)
        {
            await ApplyAsync($$"""
                { apiVersion: v1, kind: Namespace, metadata: { name: {{ns}}, labels: { istio-injection: enabled } } }
                ---
                {{Deployment(ns, "web", 2, ", { name: istio-proxy, image: 'registry.invalid/proxyv2:1' }")}}
                ---
                {{Deployment(ns, "bare", 1, "")}}
                """);
        }

        foreach (var ns in names)
        {
            Assert.That((await Plane.KubectlAsync("rollout", "status", "deployment/web", "-n", ns, "--timeout=120s")).ExitCode, Is.Zero);
        }
    }

    /// <summary>The mesh as it was before the first upgrade.</summary>
    public async Task ResetAsync()
    {
        var back = await RunAsync("Mesh.RollbackIstio", "--yes", "--set", "istio.upgrade.metric=[]");
        Assert.That(back.ExitCode, Is.Zero, back.ToString());
        await Plane.KubectlAsync("delete", "configmap", "mesh-upgrade", "-n", "istio-system");
        foreach (var ns in namespaces)
        {
            await Plane.KubectlAsync("patch", "deployment", "web", "-n", ns, "--type=json", "-p", """[{"op":"remove","path":"/spec/template/metadata/annotations"}]""");
            await Plane.KubectlAsync("rollout", "status", "deployment/web", "-n", ns, "--timeout=120s");
        }
    }

    /// <summary>What an istiod says that knows all proxies, of which those of one namespace refuse what it sent.</summary>
    public string Syncz(string rejecting)
    {
        var pods = JsonNode.Parse(Plane.KubectlAsync("get", "pods", "--all-namespaces", "-l", "app=web", "-o", "json").GetAwaiter().GetResult().Output)!["items"]!.AsArray();
        return new JsonArray([.. pods.Select(pod => ((string)pod!["metadata"]!["name"]!, (string)pod["metadata"]!["namespace"]!)).Select(pod => new JsonObject
        {
            ["proxy"] = $"{pod.Item1}.{pod.Item2}",
            ["cluster_id"] = "Kubernetes",
            ["resources"] = new JsonObject
            {
                ["type.googleapis.com/envoy.config.cluster.v3.Cluster"] = new JsonObject { ["sent"] = "1", ["acked"] = "1" },
                ["type.googleapis.com/envoy.config.listener.v3.Listener"] = new JsonObject { ["sent"] = "2", ["acked"] = "2", ["lastError"] = pod.Item2 == rejecting ? "no such listener" : null },
            },
        })]).ToJsonString();
    }

    public async Task PatchAsync(string deployment, string ns, string patch)
    {
        var patched = await Plane.KubectlAsync("patch", "deployment", deployment, "-n", ns, "--type=merge", "-p", patch);
        Assert.That(patched.ExitCode, Is.Zero, patched.Error);
        Assert.That((await Plane.KubectlAsync("rollout", "status", $"deployment/{deployment}", "-n", ns, "--timeout=120s")).ExitCode, Is.Zero);
    }

    public async Task ApplyAsync(string yaml)
    {
        var applied = await Plane.KubectlWithInputAsync("---\n" + yaml, "apply", "-f", "-");
        Assert.That(applied.ExitCode, Is.Zero, applied.Error);
    }

    public async Task<string> GetAsync(string path, params string[] arguments)
    {
        var result = await Plane.KubectlAsync(["get", .. arguments, "-o", $"jsonpath={path}"]);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        return result.Output;
    }

    /// <summary>The labels that decide, a line for each namespace.</summary>
    public async Task<string> LabelsAsync()
    {
        var lines = new List<string>();
        foreach (var ns in namespaces)
        {
            var labels = (JsonObject)JsonNode.Parse((await Plane.KubectlAsync("get", "namespace", ns, "-o", "json")).Output)!["metadata"]!["labels"]!;
            lines.Add($"{ns} {string.Join(' ', labels.Where(label => label.Key is "istio-injection" or "istio.io/rev").Select(label => $"{label.Key}={label.Value}"))}");
        }

        return string.Join('\n', lines);
    }

    /// <summary>Which workloads have been restarted, and whether all their pods are ready.</summary>
    public async Task<string> MarksAsync()
    {
        var text = "";
        foreach (var ns in namespaces)
        {
            foreach (var name in new[] { "web", "bare" })
            {
                var mark = await GetAsync("{.spec.template.metadata.annotations}", "deployment", name, "-n", ns);
                text += $"\n{ns}/{name} {(mark.Contains("restartedAt", StringComparison.Ordinal) ? "restarted" : "as it was")} {await GetAsync("{.status.updatedReplicas} {.status.readyReplicas} {.status.replicas}", "deployment", name, "-n", ns)}";
            }
        }

        return text;
    }

    /// <summary>Waits until the judge was asked about a namespace.</summary>
    public async Task SeenAsync(string ns)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(100));
        while (!File.Exists(PathOf("seen")) || !File.ReadAllLines(PathOf("seen")).Contains(ns))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token);
        }
    }

    public IReadOnlyList<AuditEvent> MutationsSince(long position) => [.. Plane.AuditLog.Read(position).Where(request => request.User == "mesh-test-admin" && request.IsMutation)];

    public void Dispose() => bench.Dispose();

    private static string Deployment(string ns, string name, int replicas, string proxy) => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: {{name}}, namespace: {{ns}} }
        spec:
          replicas: {{replicas}}
          selector: { matchLabels: { app: {{name}} } }
          template:
            metadata: { labels: { app: {{name}} } }
            spec: { terminationGracePeriodSeconds: 0, containers: [{ name: app, image: 'registry.invalid/app:1' }{{proxy}}] }
        """;
}
