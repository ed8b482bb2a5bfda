using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Istio.Installation;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Core.Processes;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Istio.Installation;

/// <summary>The order of an installation and what stops it, on a cluster in memory whose charts hold nothing that has to roll out.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class IstioInstallationTests : IDisposable
{
    private const string Charts = """
        contexts: [{ name: locust, denied: [] }]
        charts:
          - { chart: istio/base, title: base-1.29.0, manifests: [{ apiVersion: v1, kind: ConfigMap, metadata: { name: base }, data: { revision: "${values.defaultRevision}" } }] }
          - { chart: istio/istiod, title: istiod-1.29.0, manifests: [{ apiVersion: v1, kind: ConfigMap, metadata: { name: istiod }, data: { tag: "${values.global.tag}" } }] }
          - { chart: istio/cni, title: cni-1.29.0, manifests: [{ apiVersion: v1, kind: ConfigMap, metadata: { name: cni }, data: { hub: "${values.global.hub}", EXCLUDE_NAMESPACES: kube-system } }] }
          - { chart: istio/ztunnel, title: ztunnel-1.29.0, manifests: [{ apiVersion: v1, kind: ConfigMap, metadata: { name: ztunnel }, data: { hub: "${values.hub}" } }] }

        """;

    private static readonly IstioOptions Whole = new() { Version = "1.29.0", Charts = "istio", Cni = new() { Enabled = true }, Ztunnel = new() { Enabled = true } };
    private readonly ManualTime time = new();
    private SandboxClusterConnector? clusters;
    private RunJournal? journal;

    [Test]
    public async Task The_namespace_comes_first_and_then_each_part_in_order()
    {
        await RunAsync(Charts, Whole with { Mesh = new() { Network = "n1" } });

        Assert.That(Changes, Is.EqualTo(new[]
        {
            "create namespace/istio-system", "install release istio-base in istio-system", "install release istiod in istio-system", "install release istio-cni in istio-system", "install release ztunnel in istio-system",
        }));
        Assert.Multiple(async () =>
        {
            Assert.That((await GetAsync(ResourceKind.Namespace, null, "istio-system"))!.Labels()["topology.istio.io/network"], Is.EqualTo("n1"));
            Assert.That((await GetAsync(ResourceKind.ConfigMap, "istio-system", "istiod")).Text("data", "tag"), Is.EqualTo("1.29.0"));
            Assert.That((await GetAsync(ResourceKind.ConfigMap, "istio-system", "ztunnel")).Text("data", "hub"), Is.EqualTo("docker.io/istio"));
        });
    }

    [Test]
    public async Task A_dry_run_tells_the_same_and_makes_nothing([Values(DryRun.Server, DryRun.Client)] DryRun dryRun)
    {
        await RunAsync(Charts, Whole, dryRun);

        Assert.That(Changes, Has.Count.EqualTo(5));
        Assert.That(journal!.Changes, Has.All.Property("Executed").False);
        Assert.That(await GetAsync(ResourceKind.Namespace, null, "istio-system"), Is.Null);
    }

    [Test]
    public async Task A_second_run_says_that_nothing_changed()
    {
        await RunAsync(Charts, Whole);
        journal!.EndStep(StepStatus.Executed);
        journal.BeginStep("again");

        await RunAsync(null, Whole);

        Assert.That(journal.Steps[^1].Note, Does.Contain("nothing changed"));
    }

    [Test]
    public void A_chart_of_another_version_stops_it_before_the_first_change()
    {
        Assert.That(() => RunAsync(Charts.Replace("istiod-1.29.0", "istiod-1.24.1", StringComparison.Ordinal), Whole), Fails.With(ExitCode.FindingsFound, "is of 1.24.1, istio.version is 1.29.0"));
        Assert.That(journal!.Changes, Is.Empty);
    }

    [Test]
    public void Two_trust_domains_stop_it_before_anything_is_asked()
    {
        var istio = Whole with { Mesh = new() { TrustDomain = "mesh.example" } };

        Assert.That(() => RunAsync(Charts, istio, certificates: new() { TrustDomain = "ca.example" }), Fails.With(ExitCode.FindingsFound, "INS002"));
    }

    [Test]
    public void Nothing_configured_is_said() => Assert.That(() => RunAsync(Charts, null), Fails.With(ExitCode.Configuration, "istio"));

    [TestCase("n1", 0)]
    [TestCase("n2", 1)]
    public async Task A_network_label_is_changed_only_where_it_differs(string network, int changes)
    {
        await RunAsync(Charts + "objects: [{ apiVersion: v1, kind: Namespace, metadata: { name: istio-system, labels: { topology.istio.io/network: n1, team: a } } }]\n", Whole with { Mesh = new() { Network = network } });

        var labels = journal!.Changes.Where(change => change.Action == "label").ToList();
        Assert.That(labels, Has.Count.EqualTo(changes));
        Assert.That((await GetAsync(ResourceKind.Namespace, null, "istio-system"))!.Labels(), Does.ContainKey("team").And.ContainKey("topology.istio.io/network").WithValue(network));
        Assert.That(labels.Select(change => change.Undo), Has.All.Contains("topology.istio.io/network=n1 --overwrite"));
    }

    [TestCase("""{ apiVersion: v1, kind: Service, metadata: { name: istiod-green, namespace: istio-system }, spec: { ports: [{ port: 443 }] } }""", "green")]
    [TestCase("""{ apiVersion: v1, kind: ConfigMap, metadata: { name: none, namespace: istio-system } }""", "blue")]
    public async Task The_default_stays_with_a_revision_whose_istiod_is_there(string item, string revision)
    {
        var validator = """{ apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: { name: istiod-default-validator, labels: { istio.io/rev: green } }, webhooks: [{ name: validation.istio.io, clientConfig: { service: { name: istiod-green, namespace: istio-system } } }] }""";

        await RunAsync(Charts + $"objects: [{{ apiVersion: v1, kind: Namespace, metadata: {{ name: istio-system }} }}, {validator}, {item}]\n", Whole with { Revision = "blue" });

        Assert.That((await GetAsync(ResourceKind.ConfigMap, "istio-system", "base")).Text("data", "revision"), Is.EqualTo(revision));
        Assert.That(Changes, Does.Contain("install release istiod-blue in istio-system"));
    }

    public void Dispose() => clusters?.Dispose();

    private IReadOnlyList<string> Changes => [.. journal!.Changes.Select(change => $"{change.Action} {change.Subject}")];

    private Task<JsonObject?> GetAsync(ResourceKind kind, string? ns, string name) => clusters!.Connect("locust", null).GetAsync(kind, ns, name, default);

    private Task RunAsync(string? scenario, IstioOptions? istio, DryRun dryRun = DryRun.Off, CertificatesOptions? certificates = null)
    {
        if (scenario is not null)
        {
            journal = new RunJournal(time, new Secrets());
            journal.BeginStep("the step");
            clusters = new SandboxClusterConnector(Scenario.Parse(scenario), time, journal);
        }

        var tools = new Toolbox(new Lazy<IClusterConnector>(clusters!), new Lazy<IHelm>(new SandboxHelm(clusters!)), _ => throw new InvalidOperationException("no registry is asked here"));
        var installation = new IstioInstallation(tools, new ChangeGate(dryRun, journal!), journal!, time, new CommandRunner(journal!, time));
        return installation.RunAsync(new MeshOptions { Cluster = new() { Context = "locust" }, Istio = istio, Certificates = certificates }, Path.GetTempPath(), TimeSpan.FromMinutes(1), default);
    }
}
