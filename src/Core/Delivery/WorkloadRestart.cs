using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Delivery;

/// <summary>Restarts the configured workloads and waits until they have rolled out.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="gate">Through which the changes go.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
public sealed class WorkloadRestart(Toolbox tools, ChangeGate gate, RunJournal journal, TimeProvider time)
{
    /// <summary>Finds every workload first, then restarts them.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="planned">The objects that a release of this run installs; in a dry run a workload may be among them and not yet in the cluster.</param>
    /// <param name="timeout">The time limit of each rollout.</param>
    /// <param name="required">True when restarts were asked for, so that having none configured is an error.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What was restarted.</returns>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/> when a selector matches nothing; <see cref="ExitCode.Configuration"/> when none are configured and <paramref name="required"/>;
    /// else as for <see cref="WorkloadRestarter.RestartAsync"/>.</exception>
    public async Task<IReadOnlyList<WorkloadRef>> RunAsync(MeshOptions options, IReadOnlyList<JsonObject> planned, TimeSpan timeout, bool required, CancellationToken cancellation)
    {
        if (options.Restarts.Count == 0)
        {
            NothingConfigured.Say(journal, "restarts", required);
            return [];
        }

        var cluster = tools.Connect(options.Cluster);
        var finder = new WorkloadFinder(cluster);
        var workloads = new List<WorkloadRef>();
        var unseen = new List<string>();
        foreach (var restart in options.Restarts)
        {
            try
            {
                workloads.AddRange(await finder.FindAsync(restart.Namespace, restart.Selector, restart.Workload, cancellation));
            }
            catch (MeshException exception) when (exception.ExitCode == ExitCode.NoInput && gate.DryRun != DryRun.Off && WouldBeBrought(restart, planned) is { } brought)
            {
                unseen.Add($"{restart.Workload ?? restart.Selector} in {restart.Namespace}: {brought} is not there before this run's own release");
            }
        }

        // Two selectors may mean the same workload; it is restarted once.
        workloads = [.. workloads.Distinct()];
        if (workloads.Count > 0)
        {
            await new WorkloadRestarter(cluster, gate, journal, time).RestartAsync(workloads, timeout, cancellation);
        }

        if (unseen.Count > 0)
        {
            journal.NotEvaluated(string.Join("; ", unseen));
        }

        return workloads;
    }

    private static string? WouldBeBrought(RestartOptions restart, IReadOnlyList<JsonObject> planned)
    {
        var wanted = restart.Workload is { } workload ? WorkloadKinds.Parse(workload, restart.Namespace) : null;
        return PlannedWorkloads.Of(planned).Where(item => item.Workload.Namespace == restart.Namespace && (wanted is null ? Carries(item.Object) : item.Workload == wanted))
            .Select(item => item.Workload.ShortName).FirstOrDefault();

        bool Carries(JsonObject item) => LabelSelector.TryParse(restart.Selector, out var selector, out _) && selector.Matches(item.Child("metadata", "labels"));
    }
}
