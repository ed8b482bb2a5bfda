using System.Text.Json.Nodes;
using Mesh.Contracts;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Verification;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Core.Tests.Kubernetes;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Istio.Verification;

/// <summary>A mesh in memory, and what Mesh.VerifyIstio says of it.</summary>
internal sealed class VerifiedMesh : IClusterConnector, IJournalListener, IDisposable
{
    private readonly SkippingTime time = new(TimeSpan.FromSeconds(5));
    private readonly List<string> notes = [];
    private SandboxClusterConnector? sandbox;

    public VerifiedMesh()
    {
        Mesh = new ServingMesh(time.GetUtcNow());
        // No controller makes these in memory.
        Mesh.Objects["endpointslice/istiod"] = Json("""
            { "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "metadata": { "name": "istiod-1", "namespace": "istio-system", "labels": { "kubernetes.io/service-name": "istiod" } }, "addressType": "IPv4",
              "ports": [{ "name": "https-webhook", "port": 15017 }], "endpoints": [{ "addresses": ["10.0.0.1"], "conditions": { "ready": true } }, { "addresses": ["10.0.0.2"] }] }
            """);
        Journal = new RunJournal(time, new Secrets());
        Journal.Listen(this);
        Journal.BeginStep("Mesh.VerifyIstio");
    }

    public ServingMesh Mesh { get; }

    public RunJournal Journal { get; }

    public IstioOptions Istio { get; set; } = new() { Version = ServingMesh.Version };

    /// <summary>What may not be read.</summary>
    public (string Plural, string? Namespace)[] Forbidden { get; set; } = [];

    /// <summary>The limits that a pod's containers run into.</summary>
    public Behaviour[] Behaviours { get; set; } = [];

    /// <summary>Which pods give no answer, ever.</summary>
    public Func<string, bool> Hangs { get; set; } = _ => false;

    /// <summary>What a pod's command prints instead of what the mesh says, by pod and command.</summary>
    public Func<string, string, ExecResult?> Instead { get; set; } = (_, _) => null;

    /// <summary>What is changed between the first question to the istiods and the second.</summary>
    public Action? Meanwhile { get; set; }

    public Passing Cluster { get; private set; } = null!;

    public string Notes => string.Join('\n', notes);

    public IEnumerable<string> Codes => Journal.Findings.Select(finding => finding.Code);

    public JsonNode Report => Journal.Results.Single(result => result.Name == "verification").Value;

    public Step Ended
    {
        get
        {
            Journal.EndStep(StepStatus.Executed);
            return Journal.Steps[^1];
        }
    }

    public async Task<VerifiedMesh> VerifyAsync(TimeSpan? timeout = null)
    {
        await StartAsync();
        var tools = new Toolbox(new Lazy<IClusterConnector>(this), new(() => throw new InvalidOperationException("no helm here")), _ => throw new InvalidOperationException("no registry here"));
        await new MeshVerification(tools, Journal, time).RunAsync(new MeshOptions { Cluster = new() { Context = "locust" }, Istio = Istio }, timeout ?? TimeSpan.FromMinutes(1), Severity.Error, default);
        return this;
    }

    public async Task<IReadOnlyList<Finding>> ExamineAsync(string? revision)
    {
        await StartAsync();
        return await new MeshVerification(null!, Journal, time).ExamineAsync(Cluster, new MeshOptions { Istio = Istio }, revision, default);
    }

    public ICluster Connect(string? context, string? kubeconfig) => Cluster;

    public IReadOnlyList<string> ListContexts(string? kubeconfig) => ["locust"];

    public void OnNote(string text) => notes.Add(text);

    public void Dispose() => sandbox?.Dispose();

    private async Task StartAsync()
    {
        sandbox = new SandboxClusterConnector(new Scenario
        {
            Contexts = [new() { Name = "locust" }], Objects = [.. Mesh.Objects.Values], Behaviours = Behaviours, Timings = new() { Step = TimeSpan.Zero, Controller = TimeSpan.Zero },
        }, time, Journal);
        var inner = sandbox.Connect("locust", null);
        var istiods = new List<string>();
        await foreach (var pod in inner.ListAsync(ResourceKind.Pod, new ListQuery("istio-system", "app=istiod"), default))
        {
            istiods.Add(pod.Name());
        }

        istiods.Sort(StringComparer.Ordinal);
        var asked = 0;
        Cluster = new Passing(inner)
        {
            Hangs = Hangs,
            Exec = (pod, command) =>
            {
                if (Instead(pod, command) is { } instead)
                {
                    return instead;
                }

                if (command == "pilot-discovery request GET /debug/syncz")
                {
                    // Side by side they ask; the one of the second round that comes first changes it for all.
                    lock (Mesh)
                    {
                        if (++asked == istiods.Count + 1)
                        {
                            Meanwhile?.Invoke();
                        }

                        return new ExecResult(0, Mesh.Syncz(istiods.IndexOf(pod.Split('.')[0])), "");
                    }
                }

                return command.StartsWith("pilot-agent request GET config_dump", StringComparison.Ordinal) ? new ExecResult(0, Mesh.Dump(pod.Split('.')[0]), "") : null;
            },
        };
        Cluster.Forbidden.UnionWith(Forbidden);
    }

    public static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;
}
