using System.Text;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Authority;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Tests.Certificates.Judging;
using Mesh.Core.Tests.Kubernetes;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Istio.Authority;

/// <summary>A mesh with two workloads, the folders of two CAs with different roots, and Mesh.ApplyCa on it.</summary>
internal sealed class MeshStage : IClusterConnector, IJournalListener, IDisposable
{
    public const string WithIstiod = """
        contexts: [{ name: locust }]
        timings: { step: 0s, controller: 0s }
        objects:
          - { apiVersion: v1, kind: Namespace, metadata: { name: istio-system } }
          - { apiVersion: v1, kind: Namespace, metadata: { name: beta } }
          - apiVersion: apps/v1
            kind: Deployment
            metadata: { name: istiod, namespace: istio-system, labels: { app: istiod } }
            spec:
              replicas: 1
              selector: { matchLabels: { app: istiod } }
              template: { metadata: { labels: { app: istiod } }, spec: { containers: [{ name: discovery, image: "pilot:1" }] } }
          - apiVersion: apps/v1
            kind: Deployment
            metadata: { name: web, namespace: beta, labels: { app: web } }
            spec:
              replicas: 2
              selector: { matchLabels: { app: web } }
              template: { metadata: { labels: { app: web } }, spec: { initContainers: [{ name: istio-proxy, image: "proxyv2:1", restartPolicy: Always }], containers: [{ name: web, image: "web:1" }] } }
        """;

    public const string WithoutIstiod = "contexts: [{ name: locust }]\ntimings: { step: 0s, controller: 0s }\nobjects: []";

    private readonly SkippingTime time = new(TimeSpan.FromSeconds(5));
    private readonly SandboxClusterConnector clusters;
    private readonly StringBuilder heard = new();
    private readonly string folder = Directory.CreateTempSubdirectory("mesh-apply-").FullName;

    public MeshStage(string scenario = WithIstiod)
    {
        clusters = new SandboxClusterConnector(Scenario.Parse(scenario), time, new RunJournal(time, new Secrets()));
        Mesh = new LiveMesh(clusters.Connect("locust", null));
        Old = TestBundle.Make();
        New = TestBundle.Make();
    }

    public LiveMesh Mesh { get; }

    public TestBundle Old { get; }

    public TestBundle New { get; }

    /// <summary>The journal of the last run.</summary>
    public RunJournal Journal { get; private set; } = null!;

    /// <summary>Everything that any run said.</summary>
    public string Heard => heard.ToString();

    public string Note => Journal.Steps[^1].Note;

    /// <summary>The mesh runs with the old CA.</summary>
    public async Task<MeshStage> RunningAsync()
    {
        await Mesh.PutAsync("cacerts", Old.Files);
        await Mesh.StartIstiodAsync();
        return this;
    }

    /// <summary>The mesh runs with a CA that istiod made itself.</summary>
    public async Task<MeshStage> SelfSignedAsync()
    {
        await Mesh.PutAsync("istio-ca-secret", new Dictionary<string, byte[]>
        {
            ["ca-cert.pem"] = Encoding.ASCII.GetBytes(Old.Root.Pem), ["ca-key.pem"] = Encoding.ASCII.GetBytes(Old.Root.KeyPem), ["cert-chain.pem"] = [], ["key.pem"] = [], ["root-cert.pem"] = [],
        });
        await Mesh.StartIstiodAsync();
        return this;
    }

    public void Write(TestBundle ca, string name = "locust")
    {
        var into = Directory.CreateDirectory(Path.Combine(folder, "ca", name)).FullName;
        foreach (var old in Directory.GetFiles(into))
        {
            File.Delete(old);
        }

        foreach (var (file, content) in ca.Files)
        {
            File.WriteAllBytes(Path.Combine(into, file), content);
        }
    }

    public async Task ApplyAsync(TestBundle? ca, CaArguments? arguments = null, DryRun dryRun = DryRun.Off, CertificatesOptions? certificates = null, TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        if (ca is not null)
        {
            Write(ca);
        }

        Journal = new RunJournal(time, new Secrets());
        Journal.Listen(this);
        Journal.BeginStep("Mesh.ApplyCa");
        var tools = new Toolbox(new Lazy<IClusterConnector>(this), new(() => throw new InvalidOperationException("no helm here")), _ => throw new InvalidOperationException("no registry here"));
        var application = new CaApplication(tools, new ChangeGate(dryRun, Journal), Journal, time);
        var options = new MeshOptions { Cluster = new() { Context = "locust" }, Certificates = certificates ?? new() { Folder = "ca", Clusters = ["locust"] } };
        try
        {
            await application.RunAsync(options, arguments ?? new(), folder, timeout ?? TimeSpan.FromMinutes(1), cancellation);
        }
        catch (MeshException exception)
        {
            heard.AppendLine(exception.ToString());
            throw;
        }
    }

    public Task RotateAsync(bool yes = false, DryRun dryRun = DryRun.Off) => ApplyAsync(New, new() { Rotate = true, Yes = yes }, dryRun);

    public Task RevertAsync(bool yes = false, DryRun dryRun = DryRun.Off) => ApplyAsync(null, new() { Revert = true, Yes = yes }, dryRun);

    /// <summary>Who signs and who is trusted: <c>old: old new</c>.</summary>
    public async Task<string> StandAsync()
    {
        if (await Mesh.SecretAsync("cacerts") is not { } files)
        {
            return "none";
        }

        var (cert, roots) = (Encoding.ASCII.GetString(files["ca-cert.pem"]), Encoding.ASCII.GetString(files["root-cert.pem"]));
        var signs = cert == Old.Signing.Pem || cert == Old.Root.Pem ? "old" : cert == New.Signing.Pem ? "new" : "other";
        return $"{signs}:{(roots.Contains(Old.Root.Pem, StringComparison.Ordinal) ? " old" : "")}{(roots.Contains(New.Root.Pem, StringComparison.Ordinal) ? " new" : "")}";
    }

    public IEnumerable<string> Codes => Journal.Findings.Where(finding => finding.Severity > Severity.Info).Select(finding => finding.Code);

    public IReadOnlyList<string> ListContexts(string? kubeconfig) => ["locust"];

    public ICluster Connect(string? context, string? kubeconfig) => Mesh;

    public void OnNote(string text) => heard.AppendLine(text);

    public void OnProgress(string key, string text, bool finished) => heard.AppendLine(text);

    public void OnFinding(Finding finding) => heard.AppendLine(finding.ToString());

    public void OnChange(ChangeRecord change) => heard.AppendLine(change.ToString());

    public void Dispose()
    {
        clusters.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
