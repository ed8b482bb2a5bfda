using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Istio.Installation.Proving;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Processes;

namespace Mesh.Core.Istio.Installation.Istioctl;

/// <summary>Installs the control plane by istioctl, from the same options: what it will change is shown first, object by object, and what it did is proven as after helm.</summary>
/// <param name="gate">Through which the change goes.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
/// <param name="commands">Runs istioctl.</param>
internal sealed class IstioctlInstallation(ChangeGate gate, RunJournal journal, TimeProvider time, ICommandRunner commands)
{
    /// <param name="cluster">The cluster.</param>
    /// <param name="options">What is configured.</param>
    /// <param name="hub">Where the images come from.</param>
    /// <param name="workingDirectory">The folder that relative paths begin at.</param>
    /// <param name="timeout">How long each component, and each rollout, may take.</param>
    /// <param name="cancellation">Stops it, and istioctl.</param>
    /// <exception cref="MeshException">istioctl's own code when it fails; then as for the installation by helm.</exception>
    public async Task RunAsync(ICluster cluster, MeshOptions options, string hub, string workingDirectory, TimeSpan timeout, CancellationToken cancellation)
    {
        var istio = options.Istio!;
        var target = Toolbox.TargetOf(options.Cluster);
        var istioctl = new IstioctlCommand(commands, target, journal);
        await istioctl.RequireVersionAsync(istio, cancellation);
        var content = IstioOperatorFile.Of(options, hub, workingDirectory);
        var report = new InstallationReport(journal);
        report.Begin(istio, hub, isWhole: true);
        report.Add(content);

        using var folder = new ValuesFolder();
        var file = folder.Write("istio-operator.yaml", content);
        var plan = await IstioctlPlan.OfAsync(cluster, target, istio.Namespace, await istioctl.GenerateAsync(file, IstioVersion.Of(istio), cancellation), journal.Secrets, cancellation);
        FoundBeforehand.Refuse(journal, RenderedExamination.Of([.. plan.Bodies], istio), "what would be installed");
        await AccessCheck.RequireAsync(cluster, await ReleaseAccess.OfAsync(cluster, plan, cancellation), journal, cancellation);
        await new MeshNamespace(cluster, gate, journal).EnsureAsync(istio.Namespace, istio.Mesh.Network, cancellation);

        var since = time.GetUtcNow();
        IReadOnlyList<string> unasked = [];
        await gate.PassAsync(
            new Change
            {
                Target = "cluster", Subject = $"Istio {istio.Version} in {istio.Namespace} by istioctl", Action = "install",
                Diff = plan.Differences.Count == 0 ? "no object differs\n" : string.Concat(plan.Differences.Select(difference => $"{difference.Action} {difference.Subject}\n{difference.Diff}")),
                Undo = istioctl.Undo(istio.Revision),
                Ask = async token => unasked = await ReleaseRehearsal.RunAsync(cluster, plan, token),
                Answer = () => unasked.Count == 0 ? "accepted" : $"accepted, but for what is not evaluated: {string.Join("; ", unasked)}",
                Execute = token => istioctl.InstallAsync(file, istio.Revision, timeout, token),
            },
            cancellation);
        if (gate.DryRun == DryRun.Off)
        {
            await ProveAsync(cluster, istio, [.. plan.Bodies], timeout, since, cancellation);
        }

        journal.Summarize($"Istio {istio.Version} by istioctl: {(plan.Differences.Count == 0 ? "nothing changed" : $"{plan.Differences.Count} objects {(gate.DryRun == DryRun.Off ? "changed" : "would change")}")}");
        if (unasked.Count > 0)
        {
            journal.NotEvaluated(string.Join("; ", unasked));
        }
    }

    private async Task ProveAsync(ICluster cluster, IstioOptions istio, IReadOnlyList<JsonObject> objects, TimeSpan timeout, DateTimeOffset since, CancellationToken cancellation)
    {
        await new RolloutWatcher(cluster, journal, time).WaitAllAsync([.. PlannedWorkloads.Of(objects).Select(item => item.Workload)], timeout, since, cancellation);
        await new PodImages(cluster, journal).RunAsync(objects, cancellation);
        var proof = new PartProof(cluster, journal, time);
        await proof.RunAsync(IstioPart.Base, [.. objects.Where(IsBase)], istio, cancellation);
        await proof.RunAsync(IstioPart.Istiod, [.. objects.Where(item => !IsBase(item) && !IsWorkload(item))], istio, cancellation);
        await proof.RunAsync(IstioPart.Cni, [.. objects.Where(item => !IsWorkload(item))], istio, cancellation);
    }

    private static bool IsBase(JsonObject item) => item["kind"]?.ToString() == "CustomResourceDefinition";

    private static bool IsWorkload(JsonObject item) => PlannedWorkloads.Of([item]).Any();
}
