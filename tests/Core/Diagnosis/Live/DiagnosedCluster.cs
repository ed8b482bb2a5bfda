using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Diagnosis;
using Mesh.Core.Diagnosis.Tctl;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Processes;
using Mesh.Core.Tests.Istio.Verification;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Diagnosis.Live;

/// <summary>A cluster in memory, and what Mesh.Diagnose says of it.</summary>
internal sealed class DiagnosedCluster : IClusterConnector, IJournalListener, IDisposable
{
    private readonly ManualTime time = new();
    private readonly List<string> notes = [];
    private SandboxClusterConnector? sandbox;
    private Passing? cluster;

    public DiagnosedCluster()
    {
        Folder = Directory.CreateTempSubdirectory("mesh-diagnosed-").FullName;
        Journal = new RunJournal(time, new Secrets());
        Journal.Listen(this);
        Journal.BeginStep("Mesh.Diagnose");
    }

    public string Folder { get; }

    public RunJournal Journal { get; }

    public List<JsonObject> Objects { get; } = [];

    public List<Behaviour> Behaviours { get; } = [];

    public List<(string Plural, string? Namespace)> Forbidden { get; } = [];

    public MeshOptions Options { get; set; } = new() { Cluster = new() { Context = "locust" }, Istio = new() };

    public DryRun DryRun { get; set; }

    /// <summary>Connects to the clusters of kubeconfigs that are no files.</summary>
    public Func<string, string, ICluster> Embedded { get; set; } = (_, place) => throw new MeshException(ExitCode.Unavailable, $"{place}: nobody is there", "");

    /// <summary>How long the cluster runs before it is looked at.</summary>
    public TimeSpan Passed { get; set; } = TimeSpan.FromMinutes(2);

    public string Notes => string.Join('\n', notes);

    public IEnumerable<string> Codes => Journal.Findings.Select(finding => finding.Code);

    public Finding First => Journal.Findings[0];

    public JsonNode Report => Journal.Results.Single(result => result.Name == "diagnosis").Value;

    public StepStatus Ended
    {
        get
        {
            Journal.EndStep(StepStatus.Executed);
            return Journal.Steps[^1].Status;
        }
    }

    public DiagnosedCluster Have(string json)
    {
        Objects.Add((JsonObject)JsonNode.Parse(json)!);
        return this;
    }

    /// <summary>A Deployment with a Service, and what else its pods should have.</summary>
    public DiagnosedCluster HaveWorkload(string name, string image, int replicas = 1, string container = "", string pod = "") => Have($$"""
        { "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "{{name}}", "namespace": "beta" }, "spec": { "replicas": {{replicas}}, "selector": { "matchLabels": { "app": "{{name}}" } },
          "template": { "metadata": { "labels": { "app": "{{name}}" } }, "spec": { {{pod}} "containers": [{ {{container}} "name": "app", "image": "{{image}}" }] } } } }
        """).Have($$"""{ "apiVersion": "v1", "kind": "Service", "metadata": { "name": "{{name}}", "namespace": "beta" }, "spec": { "selector": { "app": "{{name}}" }, "ports": [{ "port": 80 }] } }""");

    public async Task<DiagnosedCluster> DiagnoseAsync(DiagnosisRequest? request = null)
    {
        var tools = new Toolbox(new Lazy<IClusterConnector>(this), new(() => throw new InvalidOperationException("no helm here")), _ => throw new InvalidOperationException("no registry here"));
        await new MeshDiagnosis(tools, new ChangeGate(DryRun, Journal), Journal, time, new TctlCheck(new CommandRunner(Journal, time), Journal) { Surroundings = TctlSurroundings.None }).RunAsync(Options, request ?? new() { Namespaces = ["beta"] }, Folder, default);
        return this;
    }

    public ICluster Connect(string? context, string? kubeconfig)
    {
        if (cluster is null)
        {
            sandbox = new SandboxClusterConnector(new Scenario { Contexts = [new() { Name = "locust" }], Objects = [.. Objects], Behaviours = [.. Behaviours] }, time, Journal);
            cluster = new Passing(sandbox.Connect("locust", null));
            cluster.Forbidden.UnionWith(Forbidden);
            time.Advance(Passed);
        }

        return cluster;
    }

    public ICluster ConnectEmbedded(string kubeconfig, string place) => Embedded(kubeconfig, place);

    public IReadOnlyList<string> ListContexts(string? kubeconfig) => ["locust"];

    public void OnNote(string text) => notes.Add(text);

    public void Dispose()
    {
        sandbox?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
