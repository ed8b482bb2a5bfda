using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Helm;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Delivery;

/// <summary>A delivery on a cluster in memory, with what it told.</summary>
internal sealed class Desk : IJournalListener, IDisposable
{
    private readonly ManualTime time = new();
    private readonly SandboxClusterConnector clusters;
    private readonly List<string> notes = [];

    public Desk(string scenario, DryRun dryRun = DryRun.Off, Func<IHelm, IHelm>? helm = null)
    {
        Journal = new RunJournal(time, new Secrets());
        clusters = new SandboxClusterConnector(Scenario.Parse(scenario), time, Journal);
        Helm = new RecordingHelm((helm ?? (it => it))(new SandboxHelm(clusters)));
        var tools = new Toolbox(new Lazy<IClusterConnector>(clusters), new Lazy<IHelm>(Helm), _ => throw new InvalidOperationException("no registry is asked here"));
        var gate = new ChangeGate(dryRun, Journal);
        Journal.Listen(this);
        Journal.BeginStep("the step");
        Validation = new ContextValidation(tools, Journal);
        Upgrade = new ReleaseUpgrade(tools, gate, Journal, time);
        Restart = new WorkloadRestart(tools, gate, Journal, time);
    }

    public RunJournal Journal { get; }

    public RecordingHelm Helm { get; }

    public ContextValidation Validation { get; }

    public ReleaseUpgrade Upgrade { get; }

    public WorkloadRestart Restart { get; }

    public string Notes => string.Join('\n', notes);

    public ICluster Cluster => clusters.Connect("locust", null);

    public static ClusterOptions On { get; } = new() { Context = "locust" };

    /// <summary>The step as it ends when nothing was thrown.</summary>
    public Step EndStep()
    {
        Journal.EndStep(StepStatus.Simulated);
        return Journal.Steps[^1];
    }

    public void OnNote(string text) => notes.Add(text);

    public void Dispose() => clusters.Dispose();
}
