using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Injection;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Gateways;

/// <summary>Whether the pods of a gateway, whose image is auto until the injector replaces it, would be injected: looked up first, and then asked of the server with dryRun=All.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="dryRun">How much this run may do: where it sends no write at all, the server is not asked.</param>
/// <param name="journal">Where it is told.</param>
internal sealed class InjectorReadiness(ICluster cluster, DryRun dryRun, RunJournal journal)
{
    /// <summary>Refuses what would come up as a pod called auto.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.FindingsFound"/> with why no injector would replace the image.</exception>
    public async Task RequireAsync(ReleasePlan plan, CancellationToken cancellation)
    {
        foreach (var (workload, item) in PlannedWorkloads.Of(plan.Bodies).Where(one => AdmittedPod.Waits(one.Object.Child("spec", "template", "spec"))))
        {
            var template = item.Child("spec", "template")!;
            var why = await LookAsync(workload.Namespace, template, cancellation) ?? await AskAsync(plan, workload, template, cancellation);
            if (why is not null)
            {
                journal.Find(GatewayFindings.NoInjector.On(workload.ToString(), why));
                throw new MeshException(ExitCode.FindingsFound, $"{plan.Subject} is not installed: the image of {workload} is auto, and {why}", GatewayFindings.NoInjector.Remedy);
            }
        }
    }

    private async Task<string?> LookAsync(string ns, JsonObject template, CancellationToken cancellation)
    {
        var space = await cluster.GetAsync(ResourceKind.Namespace, null, ns, cancellation) ?? new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject() } };
        var labels = (space.Child("metadata", "labels")?.DeepClone() as JsonObject) ?? [];
        labels["kubernetes.io/metadata.name"] = ns;
        var (reasons, reach) = (new List<string>(), new InjectorReach(cluster));
        var hooks = await InjectorHook.ReadAsync(cluster, cancellation);
        foreach (var hook in hooks.Where(hook => hook.Selects(labels, template.Child("metadata", "labels"))))
        {
            if (await reach.FaultAsync(hook, cancellation) is not { } fault)
            {
                return null;
            }

            reasons.Add($"{hook} {fault}");
        }

        return Printable.OneLine(reasons.Count > 0 ? string.Join("; ", reasons.Distinct())
            : hooks.Count == 0 ? "there is no injector in the cluster" : $"none of the {hooks.Count} webhooks of injectors matches these pods in namespace {ns}");
    }

    // What the server itself makes of such a pod is the last word; a user who may not ask, and a namespace that is not there yet, leave it at what was looked up.
    private async Task<string?> AskAsync(ReleasePlan plan, WorkloadRef workload, JsonObject template, CancellationToken cancellation)
    {
        if (dryRun == DryRun.Client || !await cluster.IsAllowedAsync(new("create", "", "pods", workload.Namespace), cancellation)
            || await cluster.GetAsync(ResourceKind.Namespace, null, workload.Namespace, cancellation) is null)
        {
            journal.Note($"not evaluated: what the server makes of a pod of {workload}; the injector was only looked up");
            return null;
        }

        var pod = ProofPod.Of(workload.Namespace, $"{workload.Name}-injection", template);
        // The release brings the account, so it need not be there yet.
        ((JsonObject)pod["spec"]!).Remove("serviceAccountName");
        try
        {
            var made = await cluster.CreateAsync(ResourceKind.Pod, pod, dryRun: true, cancellation);
            if (AdmittedPod.Waits(made.Child("spec")))
            {
                return "the server admits such a pod with its image unchanged: no webhook has replaced it";
            }

            journal.Note(Printable.OneLine($"{plan.Subject}: the injector answers, and puts {made.Items("spec", "containers").First().Text("image")} into a pod"));
            return null;
        }
        catch (MeshException error) when (error.ExitCode is ExitCode.Refused or ExitCode.Internal or ExitCode.TimeLimit or ExitCode.Unavailable)
        {
            return Printable.OneLine($"the server refuses such a pod: {error.Reason}");
        }
    }
}
