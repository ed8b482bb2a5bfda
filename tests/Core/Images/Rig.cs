using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Images;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Tests.Images;

/// <summary>A check of images with everything around it in memory.</summary>
internal sealed class Rig : IJournalListener
{
    private readonly List<string> notes = [];
    private readonly List<ReleaseOptions> releases = [];

    public Rig()
    {
        Journal = new RunJournal(new ManualTime(), new Secrets());
        Journal.Listen(this);
        Journal.BeginStep("Mesh.CheckImages");
        Tools = new Toolbox(new Lazy<IClusterConnector>(Cluster), new Lazy<IHelm>(Helm), _ => Registries);
    }

    public FakeRegistries Registries { get; } = new();

    public FakeCluster Cluster { get; } = new();

    public StubHelm Helm { get; } = new();

    public RunJournal Journal { get; }

    public Toolbox Tools { get; }

    public MeshOptions Options { get; set; } = new() { Cluster = new() { Context = "locust" } };

    public string Notes => string.Join('\n', notes);

    public Step Ended
    {
        get
        {
            Journal.EndStep(StepStatus.Executed);
            return Journal.Steps[^1];
        }
    }

    /// <summary>The codes of the findings with what each is about.</summary>
    public IEnumerable<string> Found => Journal.Findings.Select(finding => $"{finding.Code} {finding.Subject}");

    public Finding Finding => Journal.Findings.Single();

    /// <summary>The images in the report.</summary>
    public IReadOnlyList<JsonObject> Images => [.. ((JsonArray)Journal.Results.Single(result => result.Name == "images").Value).OfType<JsonObject>()];

    public Rig Check(params string[] images)
    {
        Options = Options with { Images = Options.Images with { Check = images } };
        return this;
    }

    public Rig Offline(params string[] platforms)
    {
        Options = Options with { Cluster = new(), Images = Options.Images with { Platforms = platforms } };
        return this;
    }

    public Rig Istio(IstioOptions istio)
    {
        Options = Options with { Istio = istio };
        return this;
    }

    /// <summary>Nodes called a, b, c … of these platforms.</summary>
    public Rig Nodes(params string[] platforms)
    {
        foreach (var (index, platform) in platforms.Index())
        {
            Cluster.AddNode($"{(char)('a' + index)}", platform);
        }

        return this;
    }

    /// <summary>A release in the namespace beta that renders to this.</summary>
    public Rig Release(string name, string yaml)
    {
        Helm.Manifests[name] = yaml;
        releases.Add(new ReleaseOptions { Name = name, Chart = $"./{name}", Namespace = "beta" });
        Options = Options with { Releases = [.. releases] };
        return this;
    }

    /// <summary>A release of one Deployment with one container.</summary>
    public Rig Deployment(string name, string image, string spec = "", string metadata = "") => Release(name, $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: {{name}} }
        spec:
          replicas: 0
          template:
            metadata: { {{metadata}} }
            spec: { containers: [{ name: main, image: "{{image}}" }] {{(spec.Length == 0 ? "" : $", {spec}")}} }
        """);

    public async Task<Rig> RunAsync(bool required = true)
    {
        await new ImageCheck(Tools, Journal).RunAsync(Options, TimeSpan.FromMinutes(1), required, default);
        return this;
    }

    /// <summary>The states of an image, as platform=state.</summary>
    public IEnumerable<string> States(string image) => Image(image).Items("platforms").Select(cell => $"{cell.Text("platform")}={cell.Text("state")}");

    public IEnumerable<string?> NodesOf(string image, string platform) =>
        Image(image).Items("platforms").Single(cell => cell.Text("platform") == platform).Elements("nodes").Select(node => node.Text());

    public IEnumerable<string?> NeededBy(string image) => Image(image).Elements("neededBy").Select(subject => subject.Text());

    public JsonObject Image(string image) => Images.Single(one => one.Text("image") == image);

    public void OnNote(string text) => notes.Add(text);
}
