using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Istio.Backup;
using Mesh.Core.Istio.Revisions;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Tests.Kubernetes;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Istio.Backup;

/// <summary>A mesh in a sandbox, a folder, and the verbs that keep, restore and remove it.</summary>
internal sealed class BackupStage : IClusterConnector, IJournalListener, IDisposable
{
    private readonly SkippingTime time = new(TimeSpan.FromSeconds(5));
    private readonly SandboxClusterConnector clusters;
    private readonly StringBuilder heard = new();
    private readonly Dictionary<string, Watched> watched = [];

    public BackupStage(string? scenario = null)
    {
        clusters = new SandboxClusterConnector(Scenario.Parse(scenario ?? $"{MeshScenario.Contexts}{MeshScenario.Releases()}objects:\n{MeshScenario.Definitions}{MeshScenario.Objects}"), time, new RunJournal(time, new Secrets()));
        Helm = new SandboxHelm(clusters);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("mesh-backup-").FullName;

    public string Backups => Path.Combine(Folder, "backup", "istio");

    public IHelm Helm { get; }

    public bool HasHelm { get; set; } = true;

    public IstioOptions Istio { get; set; } = new();

    public RunJournal Journal { get; private set; } = null!;

    public string Heard => heard.ToString();

    public Step Step
    {
        get
        {
            Journal.EndStep(StepStatus.Executed);
            return Journal.Steps[^1];
        }
    }

    public Watched Cluster(string context = "locust")
    {
        if (!watched.TryGetValue(context, out var cluster))
        {
            watched[context] = cluster = new Watched(clusters.Connect(context, null));
        }

        return cluster;
    }

    public Task<string> BackupAsync(DryRun dryRun = DryRun.Off, string context = "locust", CancellationToken cancellation = default)
    {
        // Folders are named by the second.
        time.Advance(TimeSpan.FromSeconds(1));
        return BackupNowAsync(dryRun, context, cancellation);
    }

    public Task<string> BackupNowAsync(DryRun dryRun = DryRun.Off, string context = "locust", CancellationToken cancellation = default)
    {
        var (tools, gate) = Begin(dryRun);
        return new MeshBackup(tools, gate, Journal, time).RunAsync(Options(context), Folder, cancellation);
    }

    public Task RestoreAsync(string? from = null, bool yes = false, DryRun dryRun = DryRun.Off, string context = "locust")
    {
        var (tools, gate) = Begin(dryRun);
        return new MeshRestore(tools, gate, Journal, time).RunAsync(Options(context), from, yes, Folder, TimeSpan.FromMinutes(1), default);
    }

    public Task RemoveAsync(string? revision = null, bool purge = false, bool yes = true, DryRun dryRun = DryRun.Off)
    {
        time.Advance(TimeSpan.FromSeconds(1));
        var (tools, gate) = Begin(dryRun);
        return new MeshRemoval(tools, new MeshBackup(tools, gate, Journal, time), gate, Journal, time).RunAsync(Options("locust"), revision, purge, yes, Folder, TimeSpan.FromMinutes(1), default);
    }

    /// <summary>Every file of a backup but the manifest, by path.</summary>
    public static IReadOnlyDictionary<string, string> Files(string backup) => Directory.GetFiles(backup, "*", SearchOption.AllDirectories)
        .Select(file => (Path: Path.GetRelativePath(backup, file), Text: File.ReadAllText(file))).Where(file => file.Path != "manifest.json").ToDictionary(file => file.Path, file => file.Text);

    public static JsonNode Manifest(string backup) => JsonNode.Parse(File.ReadAllText(Path.Combine(backup, "manifest.json")))!;

    /// <summary>Deletes every CRD, and with them every object.</summary>
    public async Task WipeAsync()
    {
        var plane = clusters.Connect("locust", null);
        var names = new List<string>();
        await foreach (var item in plane.ListAsync(ResourceKind.CustomResourceDefinition, new ListQuery(), default))
        {
            names.Add((string)item["metadata"]!["name"]!);
        }

        foreach (var name in names)
        {
            await plane.DeleteAsync(ResourceKind.CustomResourceDefinition, null, name, false, default);
        }
    }

    public async Task<JsonObject?> FindAsync(string apiVersion, string kind, string? ns, string name)
    {
        var plane = clusters.Connect("locust", null);
        return await plane.FindKindAsync(apiVersion, kind, default) is { } found ? await plane.GetAsync(found, ns, name, default) : null;
    }

    public async Task PatchAsync(string apiVersion, string kind, string? ns, string name, string patch)
    {
        var plane = clusters.Connect("locust", null);
        await plane.PatchAsync((await plane.FindKindAsync(apiVersion, kind, default))!, ns, name, PatchType.Merge, JsonNode.Parse(patch)!, false, default);
    }

    public async Task CreateAsync(string json)
    {
        var plane = clusters.Connect("locust", null);
        var body = JsonNode.Parse(json)!.AsObject();
        await plane.CreateAsync((await plane.FindKindAsync((string)body["apiVersion"]!, (string)body["kind"]!, default))!, body, false, default);
    }

    public IEnumerable<string> Codes => Journal.Findings.Select(finding => finding.Code);

    public IReadOnlyList<string> ListContexts(string? kubeconfig) => clusters.ListContexts(kubeconfig);

    public ICluster Connect(string? context, string? kubeconfig) => Cluster(context!);

    public void OnNote(string text) => heard.AppendLine(text);

    public void OnFinding(Finding finding) => heard.AppendLine(finding.ToString());

    public void OnChange(ChangeRecord change) => heard.AppendLine(change.ToString());

    public void Dispose()
    {
        clusters.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private (Toolbox Tools, ChangeGate Gate) Begin(DryRun dryRun)
    {
        Journal = new RunJournal(time, new Secrets());
        Journal.Listen(this);
        Journal.BeginStep("the step");
        return (new Toolbox(new Lazy<IClusterConnector>(this), new(() => HasHelm ? Helm : throw new MeshException(ExitCode.NoInput, "there is no helm on PATH", "Install helm")), _ => throw new InvalidOperationException("no registry here")), new ChangeGate(dryRun, Journal));
    }

    private MeshOptions Options(string context) => new() { Cluster = new() { Context = context }, Istio = Istio };
}
