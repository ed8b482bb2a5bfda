using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Istio.Installation;
using Mesh.Core.Istio.Revisions;
using Mesh.Core.Istio.Revisions.State;
using Mesh.Core.Istio.Verification;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Core.Processes;
using Mesh.Core.Tests.Kubernetes;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Istio.Revisions;

/// <summary>A mesh in memory with namespaces that its control plane serves, and upgrades of it.</summary>
internal sealed class UpgradeStage : IClusterConnector, IJournalListener, ICommandRunner, IDisposable
{
    public const string Ns = "istio-system";

    private readonly SkippingTime time;
    private readonly SandboxClusterConnector clusters;
    private readonly StringBuilder heard = new();
    private MortalCluster? seen;

    /// <param name="namespaces">Each namespace that has a workload with two proxies, with its labels: <c>a istio-injection=enabled</c>.</param>
    public UpgradeStage(params string[] namespaces)
        : this("0s", new(TimeSpan.FromSeconds(5)), namespaces)
    {
    }

    private UpgradeStage(string controller, SkippingTime time, string[] namespaces)
    {
        this.time = time;
        clusters = new SandboxClusterConnector(Scenario.Parse(ScenarioOf(controller, namespaces)), time, new RunJournal(time, new Secrets()));
        Cluster = clusters.Connect("locust", null);
        Helm.Releases["istiod"] = (new("istiod", 1, "deployed", "istiod-1.28.0") { Namespace = Ns }, null);
        Helm.Uninstalled = async name => await RemoveAsync(name);
    }

    /// <summary>With controllers that take their time, and a clock that goes on where nobody but they and the alarms of a wait would move it.</summary>
    public static UpgradeStage Unhurried(params string[] namespaces) => new("100ms", new(TimeSpan.FromSeconds(5), rearmed: true), namespaces);

    /// <summary>The cluster as it is.</summary>
    public ICluster Cluster { get; }

    /// <summary>The cluster as the last run saw it.</summary>
    public MortalCluster Seen => seen!;

    public Shelf Helm { get; } = new();

    public RunJournal Journal { get; private set; } = null!;

    public string Heard => heard.ToString();

    public List<string> Steps { get; } = [];

    /// <summary>The namespaces for which the metric command says no.</summary>
    public HashSet<string> Bad { get; } = [];

    public List<Command> Asked { get; } = [];

    public UpgradeOptions Upgrade { get; set; } = new() { Metric = ["/bin/true"] };

    public string Version { get; set; } = "1.29.0";

    public string? Revision { get; set; }

    public Func<MeshProxies> Proxies { get; set; } = () => new([], []);

    public Func<IReadOnlyList<Finding>> Verify { get; set; } = () => [];

    /// <summary>Called before the state is read.</summary>
    public Func<Task> BeforeRead { get; set; } = () => Task.CompletedTask;

    public Func<string, Task> BeforeWrite { get; set; } = _ => Task.CompletedTask;

    public Task UpgradeAsync(DryRun dryRun = DryRun.Off, bool yes = false, int diesAt = 0, bool after = false, CancellationToken cancellation = default) =>
        RunAsync(context => IstioUpgrade.GoAsync(context, cancellation), dryRun, yes, diesAt, after);

    public Task RollbackAsync(DryRun dryRun = DryRun.Off, bool yes = false, int diesAt = 0, bool after = false) =>
        RunAsync(context => IstioRollback.GoAsync(context, default), dryRun, yes, diesAt, after);

    public async Task<string> LabelsAsync(string ns) => InjectionLabels.Of((await Cluster.GetAsync(ResourceKind.Namespace, null, ns, default))!).ToString();

    public async Task<UpgradeState> StateAsync() => UpgradeState.Read((await MapAsync()).Text("data", "state")!, "there");

    public async Task<JsonObject> MapAsync() => (await Cluster.GetAsync(ResourceKind.ConfigMap, Ns, UpgradeLedger.Name, default))!;

    /// <summary>Everything that an upgrade leaves behind, without times.</summary>
    public async Task<string> StandAsync()
    {
        var text = new StringBuilder();
        await foreach (var ns in Cluster.ListAsync(ResourceKind.Namespace, new ListQuery(), default))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{ns.Name()}: {InjectionLabels.Of(ns)}");
        }

        foreach (var kind in new[] { ResourceKind.MutatingWebhook, ResourceKind.ValidatingWebhook })
        {
            await foreach (var hook in Cluster.ListAsync(kind, new ListQuery(), default))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"{hook.Name()}: {hook.Labels().GetValueOrDefault("istio.io/rev")} {hook.Items("webhooks").First().Text("clientConfig", "service", "name")} {hook.Items("webhooks").First().At("namespaceSelector")?.ToJsonString()}");
            }
        }

        await foreach (var workload in Cluster.ListAsync(ResourceKind.Deployment, new ListQuery(), default))
        {
            var marked = workload.Text("spec", "template", "metadata", "annotations", "kubectl.kubernetes.io/restartedAt") is not null;
            text.AppendLine(CultureInfo.InvariantCulture, $"{workload.Namespace()}/{workload.Name()}: {(marked ? "restarted" : "as it was")}");
        }

        var state = (await StateAsync());
        text.AppendLine((state with { Batches = [.. state.Batches.Select(batch => batch with { Started = null })] }).Text);
        return text.ToString();
    }

    public async Task AddAsync(string yaml)
    {
        foreach (var item in Mesh.Core.Model.Yaml.YamlDocuments.Parse(yaml, "test").OfType<JsonObject>())
        {
            await Cluster.CreateAsync((await Cluster.FindKindAsync(item.Text("apiVersion")!, item.Text("kind")!, default))!, item, false, default);
        }
    }

    public IReadOnlyList<string> ListContexts(string? kubeconfig) => ["locust"];

    public ICluster Connect(string? context, string? kubeconfig) => seen!;

    public Task<CommandResult> RunAsync(Command command, CancellationToken cancellation)
    {
        Asked.Add(command);
        var code = command.Environment["MESH_NAMESPACES"]!.Split(',').Any(Bad.Contains) ? 3 : 0;
        return Task.FromResult(new CommandResult(command, code, "", code == 0 ? "" : "errors at 7%\n"));
    }

    public void OnNote(string text) => heard.AppendLine(text);

    public void OnChange(ChangeRecord change) => heard.AppendLine(change.ToString());

    public void OnFinding(Finding finding) => heard.AppendLine(finding.ToString());

    public void Dispose() => clusters.Dispose();

    /// <summary>A control plane of a revision, with its injector.</summary>
    public static string Istiod(string revision, string version)
    {
        var name = revision == "default" ? "istiod" : $"istiod-{revision}";
        var own = $"- {{ name: rev.namespace.sidecar-injector.istio.io, clientConfig: {{ service: {{ name: {name}, namespace: istio-system, path: /inject }}, caBundle: QQ== }}, namespaceSelector: {{ matchLabels: {{ istio.io/rev: {revision} }} }} }}";
        return $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: {{name}}, namespace: istio-system, labels: { app: istiod, istio.io/rev: {{revision}} } }
            spec:
              replicas: 1
              selector: { matchLabels: { app: istiod, istio.io/rev: {{revision}} } }
              template: { metadata: { labels: { app: istiod, istio.io/rev: {{revision}} } }, spec: { containers: [{ name: discovery, image: "pilot:{{version}}" }] } }
            ---
            apiVersion: v1
            kind: Service
            metadata: { name: {{name}}, namespace: istio-system, labels: { app: istiod } }
            spec: { ports: [{ port: 443 }], selector: { app: istiod, istio.io/rev: {{revision}} } }
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: MutatingWebhookConfiguration
            metadata: { name: istio-sidecar-injector{{(revision == "default" ? "" : $"-{revision}")}}, labels: { app: sidecar-injector, istio.io/rev: {{revision}} } }
            webhooks:
            {{own}}
            """;
    }

    private async Task RunAsync(Func<UpgradeContext, Task> run, DryRun dryRun, bool yes, int diesAt, bool after)
    {
        seen = new MortalCluster(Cluster) { DiesAt = diesAt, DiesAfter = after, Before = BeforeWrite, BeforeRead = BeforeRead };
        Journal = new RunJournal(time, new Secrets());
        Journal.Listen(this);
        Journal.BeginStep("Mesh.UpgradeIstio");
        var gate = new ChangeGate(dryRun, Journal);
        var tools = new Toolbox(new Lazy<IClusterConnector>(this), new Lazy<IHelm>(Helm), _ => throw new InvalidOperationException("no registry here"));
        var options = new MeshOptions { Cluster = new() { Context = "locust" }, Istio = new() { Version = Version, Revision = Revision, Upgrade = Upgrade } };
        var context = UpgradeContext.Of(tools, gate, Journal, time, this, options, Parts(gate), "/", TimeSpan.FromSeconds(20), yes);
        try
        {
            await run(context);
        }
        catch (MeshException exception)
        {
            heard.AppendLine(exception.ToString());
            throw;
        }
    }

    private UpgradeParts Parts(ChangeGate gate) => new()
    {
        Backup = _ => Said("backup", "/backup/1"),
        Compatibility = (from, _) => Said($"compatibility {from}", 0),
        Install = (part, revision, token) => InstallAsync(gate, part, revision, token),
        Verify = (revision, _) => Said($"verify {revision}", Verify()),
        Proxies = _ => Task.FromResult(Proxies()),
        Users = (revision, token) => new RevisionUse(seen!).FindAsync(Ns, NamedRevision.Option(revision), token),
        Release = IstioReleases.NameOf,
    };

    private Task InstallAsync(ChangeGate gate, IstioPart part, string? revision, CancellationToken cancellation)
    {
        Steps.Add($"install {part} {revision ?? "default"}");
        return gate.PassAsync(new Change
        {
            Target = "cluster", Subject = $"release {part}", Action = "install", Diff = "",
            Execute = async token =>
            {
                var name = revision is null ? "istiod" : $"istiod-{revision}";
                if (part == IstioPart.Istiod && await seen!.GetAsync(ResourceKind.Deployment, Ns, name, token) is null)
                {
                    await AddAsync(Istiod(revision ?? "default", Version));
                }

                if (part == IstioPart.Istiod)
                {
                    Helm.Releases[name] = (new(name, (Helm.Releases.TryGetValue(name, out var before) ? before.Release.Revision : 0) + 1, "deployed", $"istiod-{Version}") { Namespace = Ns }, revision);
                }
            },
        }, cancellation);
    }

    private Task<T> Said<T>(string step, T value)
    {
        Steps.Add(step);
        return Task.FromResult(value);
    }

    private async Task RemoveAsync(string name)
    {
        await Cluster.DeleteAsync(ResourceKind.Deployment, Ns, name, false, default);
        await Cluster.DeleteAsync(ResourceKind.Service, Ns, name, false, default);
        await Cluster.DeleteAsync(ResourceKind.MutatingWebhook, null, name == "istiod" ? "istio-sidecar-injector" : $"istio-sidecar-injector-{name["istiod-".Length..]}", false, default);
    }

    private static string ScenarioOf(string controller, string[] namespaces) => $$"""
        contexts: [{ name: locust }]
        timings: { step: 0s, controller: {{controller}} }
        objects:
          - { apiVersion: v1, kind: Namespace, metadata: { name: istio-system } }
          - { apiVersion: v1, kind: Namespace, metadata: { name: plain } }
          - apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: { name: istiod-default-validator, labels: { istio.io/rev: default } }
            webhooks: [{ name: validation.istio.io, clientConfig: { service: { name: istiod, namespace: istio-system, path: /validate } } }]

        """
        + Documents(Istiod("default", "1.28.0")) + string.Concat(namespaces.Select(one => one.Split(' ')).Select(one => $$"""
          - { apiVersion: v1, kind: Namespace, metadata: { name: {{one[0]}}, labels: { team: mesh{{string.Concat(one.Skip(1).Select(label => $", {label.Replace("=", ": ", StringComparison.Ordinal)}"))}} } } }
          - apiVersion: apps/v1
            kind: Deployment
            metadata: { name: web, namespace: {{one[0]}} }
            spec:
              replicas: 2
              selector: { matchLabels: { app: web } }
              template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: web, image: "web:1" }, { name: istio-proxy, image: "proxyv2:1" }] } }
          - apiVersion: apps/v1
            kind: Deployment
            metadata: { name: bare, namespace: {{one[0]}} }
            spec:
              replicas: 1
              selector: { matchLabels: { app: bare } }
              template: { metadata: { labels: { app: bare } }, spec: { containers: [{ name: web, image: "web:1" }] } }

        """));

    private static string Documents(string yaml) => string.Concat(yaml.Split("---\n").Select(document => "  - " + document.TrimEnd('\n').Replace("\n", "\n    ", StringComparison.Ordinal) + "\n"));
}
