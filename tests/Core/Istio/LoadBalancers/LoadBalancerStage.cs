using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Istio.LoadBalancers;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Core.Model.Yaml;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Istio.LoadBalancers;

/// <summary>A load balancer that leads to pods app=old and pods app=new that are to get it, on a cluster in memory whose clock a test moves.</summary>
internal sealed class LoadBalancerStage : IClusterConnector, IJournalListener, IDisposable
{
    public const string Address = "a1-7.elb.eu-west-1.amazonaws.com";

    private readonly ManualTime time = new();
    private readonly InMemoryCluster cluster;
    private readonly StringBuilder heard = new();
    private readonly Lock gate = new();
    private readonly List<(string Text, TaskCompletionSource Said)> awaited = [];
    private ChangeGate? changes;

    /// <param name="service">What the Service has besides.</param>
    /// <param name="ports">The ports of the new pods' container.</param>
    /// <param name="objects">Further objects.</param>
    public LoadBalancerStage(string service = "", string annotations = "", string ports = "[{ name: http, containerPort: 9080 }, { containerPort: 8443 }]", string objects = "")
    {
        cluster = new InMemoryCluster(Scenario.Parse($$"""
            contexts: [{ name: locust }]
            timings: { step: 0s, controller: 0s }
            nodes: [{ name: node-1 }]
            objects:
              - apiVersion: v1
                kind: Service
                metadata: { name: locust, namespace: beta, annotations: { {{annotations}} } }
                spec: { type: LoadBalancer, {{service}} selector: { app: old, istio.io/rev: "1-24" }, ports: [{ name: http, port: 80, targetPort: http, nodePort: 30080 }, { name: https, port: 443, targetPort: 8443, nodePort: 30443 }] }
              - { apiVersion: v1, kind: Service, metadata: { name: inner, namespace: beta }, spec: { selector: { app: old }, ports: [{ port: 80 }] } }
              - { apiVersion: v1, kind: Service, metadata: { name: byhand, namespace: beta }, spec: { type: LoadBalancer, ports: [{ port: 80 }] } }
              - apiVersion: apps/v1
                kind: Deployment
                metadata: { name: old, namespace: beta }
                spec: { replicas: 2, selector: { matchLabels: { app: old } }, template: { metadata: { labels: { app: old, istio.io/rev: "1-24" } }, spec: { containers: [{ name: web, image: "web:1", ports: [{ name: http, containerPort: 8080 }, { containerPort: 8443 }] }] } } }
              - apiVersion: apps/v1
                kind: Deployment
                metadata: { name: new, namespace: beta }
                spec: { replicas: 1, selector: { matchLabels: { app: new } }, template: { metadata: { labels: { app: new } }, spec: { containers: [{ name: web, image: "web:1", ports: {{ports}} }] } } }
            {{objects}}
            """), time);
        StatusAsync($$"""{ "loadBalancer": { "ingress": [{ "hostname": "{{Address}}" }] } }""");
    }

    public ManualTime Time => time;

    public RunJournal Journal { get; private set; } = null!;

    public string Folder { get; } = Directory.CreateTempSubdirectory("mesh-adopt-").FullName;

    public string RecordFile => Path.Combine(Folder, "artifacts", "adopt-beta-locust.json");

    public string Heard => heard.ToString();

    public LoadBalancerOptions Options { get; set; } = new()
    {
        Service = "locust", Namespace = "beta", Selector = new Dictionary<string, JsonNode?> { ["app"] = "new" }, Ports = [new() { Port = 443, TargetPort = "http" }], Timeout = "20s",
    };

    public IEnumerable<string> Codes => Journal.Findings.Select(finding => $"{finding.Code} {finding.Severity}");

    public async Task RunAsync(AdoptionArguments? arguments = null, DryRun dryRun = DryRun.Off, CancellationToken cancellation = default)
    {
        Journal = new RunJournal(time, new Secrets());
        Journal.Listen(this);
        Journal.BeginStep("Mesh.AdoptLoadBalancer");
        changes = new ChangeGate(dryRun, Journal);
        var tools = new Toolbox(new Lazy<IClusterConnector>(this), new(() => throw new InvalidOperationException("no helm here")), _ => throw new InvalidOperationException("no registry here"));
        await new LoadBalancerAdoption(tools, changes, Journal, time).RunAsync(
            new MeshOptions { Cluster = new() { Context = "locust" }, LoadBalancers = [Options] }, arguments ?? new(), Folder, TimeSpan.FromMinutes(1), cancellation);
    }

    /// <summary>Runs to the end, and lets the time pass that the endpoints have to stay.</summary>
    public async Task AdoptAsync(AdoptionArguments? arguments = null)
    {
        var steady = SaysAsync("to stay so for");
        var run = RunAsync(arguments);
        await Task.WhenAny(run, steady);
        if (!run.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(10));
        }

        await run;
    }

    public Task RevertAsync(bool yes = false) => AdoptAsync(new() { Revert = RecordFile, Yes = yes });

    /// <summary>What the host does when a run fails or is stopped.</summary>
    public Task UndoAsync() => changes!.UndoAsync(default);

    public Task SaysAsync(string text)
    {
        lock (gate)
        {
            TaskCompletionSource said = new(TaskCreationOptions.RunContinuationsAsynchronously);
            awaited.Add((text, said));
            return said.Task;
        }
    }

    /// <summary>The Service, without the version that each write raises.</summary>
    public async Task<string> ServiceAsync() => YamlText.Of(await ObjectAsync());

    public async Task<JsonObject> ObjectAsync()
    {
        var service = (await cluster.GetAsync(ResourceKind.Service, "beta", "locust", default))!;
        service.Child("metadata")!.Remove("resourceVersion");
        return service;
    }

    public async Task<string> LeadsToAsync()
    {
        var spec = (await cluster.GetAsync(ResourceKind.Service, "beta", "locust", default))!.Child("spec");
        return $"{spec.Child("selector")!.ToJsonString()} {string.Join(' ', spec.Items("ports").Select(port => $"{port["targetPort"]}/{port["nodePort"]}"))}";
    }

    public Task ScaleAsync(string name, int replicas) => cluster.PatchAsync(ResourceKind.Deployment, "beta", name, PatchType.Merge, new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } }, false, default);

    public Task PatchServiceAsync(string patch) => cluster.PatchAsync(ResourceKind.Service, "beta", "locust", PatchType.Merge, JsonNode.Parse(patch)!, false, default);

    /// <summary>As a cloud's controller writes it.</summary>
    public void StatusAsync(string status, string name = "locust")
    {
        lock (cluster.Api.Gate)
        {
            var service = (JsonObject)cluster.Api.Store.Get(ResourceKind.Service, "beta", name)!.DeepClone();
            service["status"] = JsonNode.Parse(status);
            cluster.Api.Control(ResourceKind.Service, service);
        }
    }

    public IReadOnlyList<string> ListContexts(string? kubeconfig) => ["locust"];

    public ICluster Connect(string? context, string? kubeconfig) => cluster;

    public void OnNote(string text) => Hear(text);

    public void OnFinding(Finding finding) => Hear(finding.ToString());

    /// <summary>Done between the change and its proof.</summary>
    public Action AfterChange { get; set; } = () => { };

    public void OnChange(ChangeRecord change)
    {
        Hear(change.ToString());
        if (change is { Action: "hand over", Executed: true })
        {
            AfterChange();
        }
    }

    public void OnProgress(string key, string text, bool finished) => Hear(text);

    public void Dispose()
    {
        cluster.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private void Hear(string text)
    {
        lock (gate)
        {
            heard.AppendLine(text);
            awaited.Where(one => text.Contains(one.Text, StringComparison.Ordinal)).ToList().ForEach(one => one.Said.TrySetResult());
        }
    }
}
