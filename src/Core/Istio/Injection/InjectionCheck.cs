using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Istio.Injection;

/// <summary>Why pods have or have not a proxy: what labels, webhooks and the injector's policy say, what the server makes of a new pod, and what the pods have that are there. Makes none.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="gate">Knows how much this run may do.</param>
/// <param name="journal">Where it is told.</param>
public sealed class InjectionCheck(Toolbox tools, ChangeGate gate, RunJournal journal)
{
    /// <summary>Looks and tells.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="choice">Whose injection.</param>
    /// <param name="failOn">From which severity on a finding counts in the summary.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: a namespace or workload that is named is not there, or there is none at all; <see cref="ExitCode.Forbidden"/>: webhooks, workloads or pods may not be listed; else as for <see cref="ICluster"/>.
    /// What it finds is in the journal, and ends the run with <see cref="ExitCode.FindingsFound"/>.</exception>
    public async Task RunAsync(MeshOptions options, InjectionChoice choice, Severity failOn, CancellationToken cancellation)
    {
        var cluster = tools.Connect(options.Cluster);
        var reader = new WorkloadReader(cluster, choice);
        var namespaces = await reader.NamespacesAsync(cancellation);
        var workloads = await reader.WorkloadsAsync([.. namespaces.Keys], cancellation);
        if (workloads.Count == 0)
        {
            throw new MeshException(ExitCode.NoInput, $"there is no workload and no pod in {(choice.Namespaces.Count > 0 ? string.Join(", ", choice.Namespaces) : "any namespace that injectors look at")}", "Check --namespace and the context");
        }

        var injectors = await MeshInjectors.ReadAsync(cluster, (options.Istio ?? new()).Namespace, cancellation);
        var proofs = await new InjectionProof(cluster, gate.DryRun, journal).AskAsync(workloads, cancellation);
        var judge = new InjectionJudge(injectors);
        var unproven = new ProofAnswer(null, null, "it belongs to no workload");
        Tell(new(injectors, namespaces, [.. workloads.Select(one => judge.Judge(one, namespaces[one.Namespace], InjectionDecision.Of(injectors, namespaces[one.Namespace], one.Template), proofs.GetValueOrDefault(one) ?? unproven))]), failOn);
    }

    private void Tell(SeenInjection seen, Severity failOn)
    {
        var (findings, notEvaluated) = (seen.Findings.ToList(), seen.NotEvaluated.ToList());
        foreach (var finding in findings)
        {
            journal.Find(finding);
        }

        journal.Note(InjectionText.Of(seen, notEvaluated));
        journal.Attach(InjectionJson.Name, InjectionJson.Of(seen, notEvaluated));
        if (notEvaluated.Count > 0)
        {
            journal.NotEvaluated(string.Join("; ", notEvaluated));
        }

        var problems = findings.Count(finding => finding.Severity >= failOn);
        if (problems > 0 || notEvaluated.Count == 0)
        {
            var pods = seen.Workloads.SelectMany(one => one.Live.Pods).ToList();
            journal.Summarize($"{pods.Count(pod => pod.Proxy.HasProxy)} of {pods.Count} pods of {seen.Workloads.Count} workload{(seen.Workloads.Count == 1 ? "" : "s")} have a proxy{(problems > 0 ? $"; {problems} finding{(problems == 1 ? "" : "s")}" : "")}");
        }
    }
}
