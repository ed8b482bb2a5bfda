using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
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
    /// <summary>The image that stands for the one the injector knows.</summary>
    public const string Auto = "auto";

    private static readonly ResourceKind Webhooks = new("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration", Namespaced: false);
    private static readonly ResourceKind Endpoints = new("", "v1", "endpoints", "Endpoints");

    /// <summary>Whether a pod waits for an injector.</summary>
    public static bool IsWaiting(JsonObject? spec) => spec.Items("containers").Concat(spec.Items("initContainers")).Any(container => container.Text("image") == Auto);

    /// <summary>Refuses what would come up as a pod called auto.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.FindingsFound"/> with why no injector would replace the image.</exception>
    public async Task RequireAsync(ReleasePlan plan, CancellationToken cancellation)
    {
        foreach (var (workload, item) in PlannedWorkloads.Of(plan.Bodies).Where(one => IsWaiting(one.Object.Child("spec", "template", "spec"))))
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
        var reasons = new List<string>();
        var seen = 0;
        await foreach (var configuration in cluster.ListAsync(Webhooks, new ListQuery(), cancellation))
        {
            foreach (var webhook in configuration.Items("webhooks").Where(IsInjector))
            {
                seen++;
                if (!LabelSelector.Of(webhook.Child("namespaceSelector")).Matches(labels) || !LabelSelector.Of(webhook.Child("objectSelector")).Matches(template.Child("metadata", "labels")))
                {
                    continue;
                }

                if (await FaultAsync(webhook, cancellation) is not { } fault)
                {
                    return null;
                }

                reasons.Add($"webhook {webhook.Text("name")} of {configuration.Name()} {fault}");
            }
        }

        return Printable.OneLine(reasons.Count > 0 ? string.Join("; ", reasons.Distinct())
            : seen == 0 ? "there is no injector in the cluster" : $"none of the {seen} webhooks of injectors matches these pods in namespace {ns}");
    }

    private async Task<string?> FaultAsync(JsonObject webhook, CancellationToken cancellation)
    {
        var client = webhook.Child("clientConfig");
        if (client.Text("caBundle") is null or "")
        {
            return "has no CA bundle, so that the server cannot trust it: istiod has not written it yet";
        }

        if (client.Child("service") is not { } service)
        {
            return null;
        }

        var (ns, name) = (service.Text("namespace") ?? "", service.Text("name") ?? "");
        var endpoints = await cluster.GetAsync(Endpoints, ns, name, cancellation);
        return endpoints.Items("subsets").Any(subset => subset.Items("addresses").Any()) ? null : $"leads to service/{name} in {ns}, which has no ready endpoint";
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

        var pod = (JsonObject)template.DeepClone();
        pod["apiVersion"] = "v1";
        pod["kind"] = "Pod";
        pod["metadata"]!["name"] = $"{workload.Name}-injection";
        pod["metadata"]!["namespace"] = workload.Namespace;
        // The release brings the account, so it need not be there yet.
        ((JsonObject)pod["spec"]!).Remove("serviceAccountName");
        try
        {
            var made = await cluster.CreateAsync(ResourceKind.Pod, pod, dryRun: true, cancellation);
            if (IsWaiting(made.Child("spec")))
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

    private static bool IsInjector(JsonObject webhook) =>
        webhook.Text("name")?.EndsWith("sidecar-injector.istio.io", StringComparison.Ordinal) == true || webhook.Text("clientConfig", "service", "path")?.StartsWith("/inject", StringComparison.Ordinal) == true;
}
