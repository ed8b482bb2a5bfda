using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Integration.Environment;
using Mesh.Tests.Hosts;
using CommandResult = Mesh.Integration.Environment.CommandResult;

namespace Mesh.Integration.LoadBalancers;

/// <summary>A namespace with a load balancer that leads to one gateway and a second gateway that is to get it; the address is one that a cloud would have given.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class LoadBalancerSite : IDisposable
{
    public const string Address = "a1-7.elb.eu-west-1.amazonaws.com";

    private readonly Bench bench = new();
    private readonly ControlPlane plane;

    private LoadBalancerSite(ControlPlane plane) => this.plane = plane;

    public string Namespace { get; } = $"lb-{Guid.NewGuid().ToString("N")[..8]}";

    public ControlPlane Plane => plane;

    public JsonNode Report => JsonNode.Parse(bench.Report)!;

    public string RecordFile => Path.Combine(bench.Folder, "report", $"adopt-{Namespace}-locust.json");

    public JsonNode Record => JsonNode.Parse(File.ReadAllText(RecordFile))!;

    public static async Task<LoadBalancerSite> OpenAsync()
    {
        var site = new LoadBalancerSite(await SharedControlPlane.RequireAsync());
        (await site.plane.KubectlAsync("create", "namespace", site.Namespace)).Succeeded();
        await site.ApplyAsync($$"""
            apiVersion: v1
            kind: Service
            metadata:
              name: locust
              annotations: { service.beta.kubernetes.io/aws-load-balancer-type: nlb }
            spec:
              type: LoadBalancer
              externalTrafficPolicy: Local
              selector: { app: old, istio.io/rev: "1-24" }
              ports:
                - { name: http, port: 80, targetPort: http }
                - { name: https, port: 443, targetPort: 8443 }
            ---
            {{Gateway("old", "1-24", 8080)}}
            ---
            {{Gateway("new", "1-29", 9080)}}
            """);
        await site.StatusAsync($$"""{ "loadBalancer": { "ingress": [{ "hostname": "{{Address}}" }] } }""");
        foreach (var gateway in (string[])["old", "new"])
        {
            await site.ReadyAsync(gateway);
        }

        return site;
    }

    public Task<Outcome> RunAsync(params string[] arguments) => bench.RunAsync(Host.Compiled, All(arguments));

    public Process Start(params string[] arguments) => bench.Start(Host.Compiled, All(arguments));

    /// <summary>Reads what a run prints until it says something.</summary>
    public static async Task UntilAsync(Process process, string text)
    {
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"it never said '{text}':\n{string.Join('\n', lines)}\n{await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>The Service as the server has it, without the version that each write raises.</summary>
    public async Task<string> ServiceAsync()
    {
        var service = JsonNode.Parse((await plane.KubectlAsync("get", "--raw", $"/api/v1/namespaces/{Namespace}/services/locust")).Succeeded())!;
        Assert.That(((JsonObject)service["metadata"]!).Remove("resourceVersion"), Is.True);
        return service.ToJsonString();
    }

    public async Task<JsonNode> SpecAsync() => JsonNode.Parse(await ServiceAsync())!["spec"]!;

    public async Task StatusAsync(string status)
    {
        var path = $"/api/v1/namespaces/{Namespace}/services/locust";
        var service = JsonNode.Parse((await plane.KubectlAsync("get", "--raw", path)).Succeeded())!;
        service["status"] = JsonNode.Parse(status);
        (await plane.KubectlWithInputAsync(service.ToJsonString(), "replace", "--raw", $"{path}/status", "--filename", "-")).Succeeded();
    }

    public Task ScaleAsync(string gateway, int replicas) => KubectlAsync("scale", $"deployment/{gateway}", $"--replicas={replicas}");

    public Task ReadyAsync(string gateway) => KubectlAsync("rollout", "status", $"deployment/{gateway}", "--timeout=90s");

    public Task KubectlAsync(params string[] arguments) => Succeeded(plane.KubectlAsync(["--namespace", Namespace, .. arguments]));

    public Task ApplyAsync(string manifest) => Succeeded(plane.KubectlWithInputAsync(manifest, "--namespace", Namespace, "apply", "--filename", "-"));

    public IReadOnlyList<AuditEvent> SentSince(long position) =>
        [.. plane.AuditLog.Read(position).Where(request => request.User == "mesh-test-admin" && request.UserAgent.StartsWith("mesh", StringComparison.OrdinalIgnoreCase) && request.Uri.Contains(Namespace, StringComparison.Ordinal))];

    public void Dispose() => bench.Dispose();

    private static async Task Succeeded(Task<CommandResult> command) => (await command).Succeeded();

    private static string Gateway(string name, string revision, int port) => $$"""
        apiVersion: apps/v1
            kind: Deployment
            metadata: { name: {{name}} }
            spec:
              replicas: 1
              selector: { matchLabels: { app: {{name}} } }
              template:
                metadata: { labels: { app: {{name}}, istio.io/rev: "{{revision}}" } }
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                    - { name: istio-proxy, image: "registry.invalid/proxyv2:1", ports: [{ name: http, containerPort: {{port}} }, { containerPort: 8443 }] }
        """.Replace("\n    ", "\n", StringComparison.Ordinal);

    private string[] All(string[] arguments)
    {
        var config = bench.Write("mesh.yaml", $$"""
            cluster: { context: mesh-test, kubeconfig: '{{plane.AdminKubeconfig}}' }
            loadBalancers:
              - service: locust
                namespace: {{Namespace}}
                selector: { app: new, istio.io/rev: "1-29" }
                ports: [{ port: 443, targetPort: http }]
                timeout: 20s
                steady: 1s
            """);
        return ["--target", "Mesh.AdoptLoadBalancer", .. arguments, "--config", config];
    }
}
