using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;
using Mesh.Integration.Environment;
using Mesh.Integration.Rollouts;
using Mesh.Tests.Hosts;

namespace Mesh.Integration.Injection;

/// <summary>A namespace of a real API server that asks for proxies, and an injector on loopback that the server asks.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class InjectionSite : IAsyncDisposable
{
    private readonly TestNamespace work;
    private readonly Bench bench = new();

    private InjectionSite(ControlPlane plane, TestNamespace work, InjectorDouble injector) => (Plane, this.work, Injector) = (plane, work, injector);

    public ControlPlane Plane { get; }

    public InjectorDouble Injector { get; }

    public string Namespace => work.Namespace;

    public JsonNode Report => JsonNode.Parse(bench.Report)!;

    public IEnumerable<string> Found => Report.Items("findings").Select(finding => $"{finding.Text("code")} {finding.Text("severity")!.ToLowerInvariant()} {finding.Text("subject")!.Replace(Namespace, "NS", StringComparison.Ordinal)}");

    public static async Task<InjectionSite> OpenAsync()
    {
        var plane = await SharedControlPlane.RequireAsync();
        var work = await TestNamespace.InAsync(plane, $"injection-{Guid.NewGuid().ToString("N")[..8]}");
        var site = new InjectionSite(plane, work, await InjectorDouble.StartAsync());
        site.Injector.Revision = "default";
        (await plane.KubectlAsync("label", "namespace", work.Namespace, "istio-injection=enabled", $"mesh-test={work.Namespace}")).Succeeded();
        await work.ApplyAsync("""
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: istio-sidecar-injector }
            data: { config: "policy: enabled", values: '{ "global": { "hub": "registry.invalid", "tag": "1.29.0" } }' }
            """);
        return site;
    }

    /// <summary>Lets the server ask the injector.</summary>
    public Task HookAsync(string failurePolicy = "Fail") => work.ApplyAsync(Injector.Webhook(Namespace, failurePolicy));

    public Task ApplyAsync(string manifest) => work.ApplyAsync(manifest);

    /// <summary>Makes a Deployment of two pods, and waits until they are there.</summary>
    public async Task DeployAsync(string name, string labels = "", string container = "image: 'registry.invalid/web:1'")
    {
        await work.ApplyAsync($$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: {{name}} }
            spec: { replicas: 2, selector: { matchLabels: { app: {{name}} } }, template: { metadata: { labels: { app: {{name}}{{labels}} } }, spec: { containers: [{ name: web, {{container}} }] } } }
            """);
        (await Plane.KubectlAsync("rollout", "status", $"deployment/{name}", "--namespace", Namespace, "--timeout=60s")).Succeeded();
    }

    public Task<Outcome> CheckAsync(params string[] arguments) => bench.RunAsync(Host.Compiled,
        ["--target", "Mesh.CheckInjection", "--config", bench.Write("mesh.yaml", $$"""
            cluster: { context: mesh-test, kubeconfig: '{{Plane.AdminKubeconfig}}' }
            istio: { namespace: {{Namespace}} }
            """), "--namespace", Namespace, .. arguments]);

    public JsonObject Workload(string name) => Report["injection"].Items("workloads").Single(one => one.Text("workload") == name);

    public async Task<int> PodsAsync() => (await work.PodUidsAsync()).Count;

    public async ValueTask DisposeAsync()
    {
        bench.Dispose();
        await Plane.KubectlAsync("delete", "mutatingwebhookconfiguration", $"istio-sidecar-injector-{Namespace}", "--ignore-not-found");
        await Injector.DisposeAsync();
    }
}
