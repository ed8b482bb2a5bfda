using System.Collections.Concurrent;
using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Injection;

/// <summary>Asks the server, with dryRun=All, what it would make of a new pod of each workload: the last word on injection, and no pod is made.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="dryRun">How much this run may do: where it sends no write at all, the server is not asked.</param>
/// <param name="journal">Where it is told.</param>
internal sealed class InjectionProof(ICluster cluster, DryRun dryRun, RunJournal journal)
{
    // Each passes all webhooks of the cluster.
    private const int AtOnce = 8;

    private readonly ConcurrentDictionary<string, Task<string?>> rights = new(StringComparer.Ordinal);

    /// <summary>Asks about these; what belongs to no workload is left out.</summary>
    /// <exception cref="MeshException">The server does not answer: as for <see cref="ICluster"/>.</exception>
    public async Task<IReadOnlyDictionary<LiveWorkload, ProofAnswer>> AskAsync(IReadOnlyList<LiveWorkload> workloads, CancellationToken cancellation)
    {
        var asked = workloads.Where(one => one.Workload is not null).ToList();
        var answers = new ConcurrentDictionary<LiveWorkload, ProofAnswer>(ReferenceEqualityComparer.Instance);
        await Parallel.ForEachAsync(asked, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (workload, token) =>
        {
            answers[workload] = await AskAsync(workload, token);
            if (answers.Count % 100 == 0)
            {
                journal.Progress("dry-run pods", $"{answers.Count} of {asked.Count} asked about");
            }
        });
        if (asked.Count >= 100)
        {
            journal.Progress("dry-run pods", $"{asked.Count} asked about", finished: true);
        }

        return answers;
    }

    private async Task<ProofAnswer> AskAsync(LiveWorkload workload, CancellationToken cancellation)
    {
        if (dryRun == DryRun.Client)
        {
            return new(null, null, "--dry-run=client sends no write, not even one with dryRun");
        }

        if (await rights.GetOrAdd(workload.Namespace, ns => LacksAsync(ns, cancellation)) is { } lacks)
        {
            return new(null, null, lacks);
        }

        try
        {
            return new(AdmittedPod.Of(await cluster.CreateAsync(ResourceKind.Pod, ProofPod.Of(workload.Namespace, workload.Workload!.Name, workload.Template), dryRun: true, cancellation)), null, null);
        }
        catch (MeshException failure) when (failure.InnerException is ApiException answer)
        {
            var said = Printable.OneLine(answer.Message);
            return failure.ExitCode is ExitCode.TimeLimit or ExitCode.Unavailable || SaysNothing(answer) ? new(null, null, said) : new(null, said, null);
        }
    }

    private async Task<string?> LacksAsync(string ns, CancellationToken cancellation) =>
        await cluster.IsAllowedAsync(new("create", "", "pods", ns), cancellation) ? null : $"the user may not create pods in {ns}, not even with dryRun";

    // A full quota refuses one pod more, and would not refuse the one that takes another's place. A webhook that may act by itself is never asked in a dry run.
    private static bool SaysNothing(ApiException answer) =>
        answer.Message.Contains("exceeded quota", StringComparison.Ordinal)
        || (answer.Message.Contains("dry run", StringComparison.OrdinalIgnoreCase) && answer.Message.Contains("webhook", StringComparison.Ordinal))
        || (answer.Message.Contains("User \"", StringComparison.Ordinal) && answer.Message.Contains(" cannot ", StringComparison.Ordinal));
}
