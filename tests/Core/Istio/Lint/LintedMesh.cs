using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Yaml;
using Mesh.Core.Tests.Istio.Verification;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Istio.Lint;

/// <summary>A folder with manifests and a cluster in memory, and what Mesh.LintMesh says of them.</summary>
internal sealed class LintedMesh : IClusterConnector, IJournalListener, IDisposable
{
    private readonly List<string> notes = [];
    private SandboxClusterConnector? sandbox;
    private Passing? cluster;

    public LintedMesh()
    {
        Journal = new RunJournal(TimeProvider.System, new Secrets());
        Journal.Listen(this);
        Journal.BeginStep("Mesh.LintMesh");
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("mesh-lint-").FullName;

    public RunJournal Journal { get; }

    public LintOptions Options { get; set; } = new();

    /// <summary>What the cluster holds, as YAML; null for no cluster.</summary>
    public string? Live { get; set; }

    /// <summary>The plurals that may not be listed or read.</summary>
    public string[] Forbidden { get; set; } = [];

    /// <summary>What the cluster lists besides.</summary>
    public Func<ResourceKind, ListQuery, IEnumerable<JsonObject>>? More { get; set; }

    public string Input { get; set; } = "";

    /// <summary>The charts that releases and gateways are rendered from.</summary>
    public ScenarioChart[] Charts { get; set; } = [];

    public IReadOnlyList<ReleaseOptions> Releases { get; set; } = [];

    public IstioOptions? Istio { get; set; }

    public string Notes => string.Join('\n', notes);

    public JsonNode Report => Journal.Results.Single(result => result.Name == "lint").Value;

    public IEnumerable<string> Found => Journal.Findings.Select(finding => $"{finding.Code} {finding.File ?? finding.Subject}{(finding.Line is { } line ? $":{line}" : "")}");

    public Step Ended
    {
        get
        {
            Journal.EndStep(StepStatus.Executed);
            return Journal.Steps[^1];
        }
    }

    public LintedMesh Add(string path, string text)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return this;
    }

    /// <summary>Runs it and gives the exit code.</summary>
    public async Task<MeshException?> LintAsync(LintRequest? request = null, Severity failOn = Severity.Error)
    {
        request = (request ?? new LintRequest { WorkingDirectory = Root, Paths = Live is null || Directory.EnumerateFileSystemEntries(Root).Any() ? ["."] : [] }) with { WorkingDirectory = Root, OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(Input)) };
        var tools = new Toolbox(new Lazy<IClusterConnector>(this), new(() => new SandboxHelm(Sandbox)), _ => throw new InvalidOperationException("no registry here"));
        try
        {
            await new MeshLint(tools, Journal, TimeProvider.System).RunAsync(new MeshOptions { Cluster = new() { Context = Live is null ? null : "locust" }, Lint = Options, Releases = Releases, Istio = Istio }, request, TimeSpan.FromMinutes(1), failOn, default);
            return null;
        }
        catch (MeshException exception)
        {
            return exception;
        }
    }

    private SandboxClusterConnector Sandbox => sandbox ??= new SandboxClusterConnector(new Scenario
    {
        Contexts = [new() { Name = "locust" }], Objects = [.. Definitions, .. YamlDocuments.Parse(Live ?? "", "the cluster").OfType<JsonObject>()], Charts = Charts, Timings = new() { Step = TimeSpan.Zero, Controller = TimeSpan.Zero },
    }, TimeProvider.System, Journal);

    public ICluster Connect(string? context, string? kubeconfig)
    {
        cluster = new Passing(Sandbox.Connect("locust", null)) { More = More ?? ((_, _) => []) };
        cluster.Forbidden.UnionWith(Forbidden.SelectMany(plural => new[] { null, "infra", "istio-system" }, (plural, ns) => (plural, (string?)ns)));
        return cluster;
    }

    public IReadOnlyList<string> ListContexts(string? kubeconfig) => ["locust"];

    public void OnNote(string text) => notes.Add(text);

    public void Dispose()
    {
        sandbox?.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    private static IEnumerable<JsonObject> Definitions => new[]
    {
        ("networking.istio.io", "virtualservices", "VirtualService"), ("networking.istio.io", "destinationrules", "DestinationRule"), ("networking.istio.io", "gateways", "Gateway"),
        ("networking.istio.io", "serviceentries", "ServiceEntry"), ("security.istio.io", "peerauthentications", "PeerAuthentication"), ("security.istio.io", "authorizationpolicies", "AuthorizationPolicy"),
        ("gateway.networking.k8s.io", "gateways", "Gateway"), ("gateway.networking.k8s.io", "httproutes", "HTTPRoute"), ("gateway.networking.k8s.io", "referencegrants", "ReferenceGrant"),
    }.Select(kind => (JsonObject)JsonNode.Parse($$"""
        { "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": { "name": "{{kind.Item2}}.{{kind.Item1}}" },
          "spec": { "group": "{{kind.Item1}}", "scope": "Namespaced", "names": { "plural": "{{kind.Item2}}", "kind": "{{kind.Item3}}", "singular": "{{kind.Item3.ToLowerInvariant()}}", "listKind": "{{kind.Item3}}List" },
            "versions": [{ "name": "v1", "served": true, "storage": true, "schema": { "openAPIV3Schema": { "type": "object", "x-kubernetes-preserve-unknown-fields": true } } }] } }
        """)!);
}
