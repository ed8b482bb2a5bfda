using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Compatibility;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Istio.Compatibility;

/// <summary>Mesh.CheckCompatibility on a cluster in memory, on a day of the test's choice.</summary>
internal sealed class CheckStage : IJournalListener, IDisposable
{
    private readonly SandboxClusterConnector clusters;
    private readonly ManualTime time;
    private readonly List<string> notes = [];
    private readonly string folder = Directory.CreateTempSubdirectory("mesh-compatibility-").FullName;

    public CheckStage(string day, string version = "v1.34.1", string objects = "", string nodes = "", string denied = "")
    {
        time = new ManualTime(DateTimeOffset.Parse($"{day}T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        var scenario = $$"""
            contexts: [{ name: locust, version: "{{version}}"{{(denied.Length == 0 ? "" : $", denied: {denied}")}} }]
            timings: { step: 0s, controller: 0s }
            {{(nodes.Length == 0 ? "nodes: [{ name: a }, { name: b }, { name: c }]" : $"nodes: {nodes}")}}
            objects:
              - { apiVersion: v1, kind: Namespace, metadata: { name: istio-system } }
            """ + "\n" + string.Join('\n', objects.Split('\n').Select(line => "  " + line));
        Journal = new RunJournal(time, new Secrets());
        Journal.Listen(this);
        clusters = new SandboxClusterConnector(Scenario.Parse(scenario), time, Journal);
    }

    public RunJournal Journal { get; }

    public string Notes => string.Join('\n', notes);

    public string Note => Journal.Steps[^1].Note;

    public StepStatus Status
    {
        get
        {
            Journal.EndStep(StepStatus.Executed);
            return Journal.Steps[^1].Status;
        }
    }

    public IEnumerable<string> Codes => Journal.Findings.Where(finding => finding.Severity > Severity.Info).Select(finding => $"{finding.Code} {finding.Severity}");

    public Finding Found(string code) => Journal.Findings.First(finding => finding.Code == code);

    public ICluster Cluster => clusters.Connect("locust", null);

    public static string Istiod(string version, string name = "istiod", string labels = "app: istiod") => $$"""
        - apiVersion: apps/v1
          kind: Deployment
          metadata: { name: {{name}}, namespace: istio-system, labels: { {{labels}} } }
          spec:
            replicas: 1
            selector: { matchLabels: { app: {{name}} } }
            template: { metadata: { labels: { app: {{name}} } }, spec: { containers: [{ name: discovery, image: "docker.io/istio/pilot:{{version}}" }] } }
        """;

    public static string Workload(string proxy, string name = "web", string annotations = "", string resources = "") => $$"""
        - apiVersion: apps/v1
          kind: Deployment
          metadata: { name: {{name}}, namespace: beta }
          spec:
            replicas: 2
            selector: { matchLabels: { app: {{name}} } }
            template:
              metadata: { labels: { app: {{name}} }, annotations: { {{annotations}} } }
              spec: { containers: [{ name: {{name}}, image: "web:1"{{resources}} }, { name: istio-proxy, image: "docker.io/istio/proxyv2:{{proxy}}" }] }
        """;

    public string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(folder, name), text);
        return name;
    }

    public async Task<CheckStage> CheckAsync(string? version, bool required = true, Severity failOn = Severity.Error, Func<IstioOptions, IstioOptions>? with = null)
    {
        Journal.BeginStep("Mesh.CheckCompatibility");
        var istio = new IstioOptions { Version = version };
        var tools = new Toolbox(new Lazy<IClusterConnector>(clusters), new(() => throw new InvalidOperationException("no helm here")), _ => throw new InvalidOperationException("no registry here"));
        await new CompatibilityCheck(tools, Journal, time).RunAsync(new MeshOptions { Cluster = new() { Context = "locust" }, Istio = with?.Invoke(istio) ?? istio }, folder, required, failOn, default);
        return this;
    }

    public void OnNote(string text) => notes.Add(text);

    public void Dispose()
    {
        clusters.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
