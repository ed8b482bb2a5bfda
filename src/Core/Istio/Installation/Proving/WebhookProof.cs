using System.Text.Json.Nodes;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Installation.Proving;

/// <summary>Proves that the webhooks of istiod lead to a Service with ready endpoints, and that istiod has put its CA into them.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
internal sealed class WebhookProof(ICluster cluster, RunJournal journal, TimeProvider time)
{
    private static readonly ResourceKind Endpoints = new("", "v1", "endpoints", "Endpoints");

    // istiod fills them in as soon as it runs; one that was just restarted may first have to become the leader.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <exception cref="MeshException"><see cref="ExitCode.FindingsFound"/> when a Service has no endpoints, or a webhook that refuses without an answer has no bundle.</exception>
    public async Task RunAsync(ReleasePlan plan, CancellationToken cancellation)
    {
        var configurations = plan.Bodies.Where(item => item.Text("kind") is "MutatingWebhookConfiguration" or "ValidatingWebhookConfiguration").ToList();
        var services = configurations.SelectMany(item => item.Items("webhooks")).Select(webhook => webhook.Child("clientConfig", "service")).OfType<JsonObject>()
            .Select(service => (Namespace: service.Text("namespace") ?? "", Name: service.Text("name") ?? "")).Distinct().ToList();
        foreach (var (ns, name) in services)
        {
            await ReachAsync(ns, name, cancellation);
        }

        foreach (var item in configurations)
        {
            await VerifyAsync(item, cancellation);
        }
    }

    private async Task ReachAsync(string ns, string name, CancellationToken cancellation)
    {
        var ready = 0;
        var isReached = await Watching.UntilAsync(cluster, Endpoints, new ListQuery(ns, FieldSelector: $"metadata.name={name}"),
            live => (ready = live.GetValueOrDefault(name).Items("subsets").Sum(subset => subset.Items("addresses").Count())) > 0, Patience, time, cancellation);
        if (!isReached)
        {
            var finding = InstallationFindings.NoEndpoint.On($"service/{name} in {ns}", $"no ready endpoint within {Patience.TotalSeconds:0} seconds");
            journal.Find(finding);
            throw new MeshException(ExitCode.FindingsFound, $"{finding.Subject}, which the webhooks lead to, has no ready endpoint", finding.Remedy);
        }

        journal.Note($"proven: service/{name} in {ns} has {ready} ready endpoint{(ready == 1 ? "" : "s")}");
    }

    private async Task VerifyAsync(JsonObject item, CancellationToken cancellation)
    {
        var kind = new ResourceKind("admissionregistration.k8s.io", "v1", item.Text("kind") == "MutatingWebhookConfiguration" ? "mutatingwebhookconfigurations" : "validatingwebhookconfigurations",
            item.Text("kind")!, Namespaced: false);
        var name = item.Name();
        List<JsonObject> bare = [];
        var isFilled = await Watching.UntilAsync(cluster, kind, new ListQuery(FieldSelector: $"metadata.name={name}"), live => live.TryGetValue(name, out var present) && (bare = Bare(present)).Count == 0,
            Patience, time, cancellation);
        if (isFilled)
        {
            journal.Note($"proven: {kind.Describe(null, name)} has its CA bundle");
            return;
        }

        // Where an unanswered webhook is passed over, nothing is refused; only nothing is done either.
        var refuses = bare.Exists(webhook => webhook.Text("failurePolicy") != "Ignore");
        var finding = InstallationFindings.NoBundle.On(kind.Describe(null, name), $"caBundle is empty in {string.Join(", ", bare.Select(webhook => webhook.Text("name")))} after {Patience.TotalSeconds:0} seconds")
            with { Severity = refuses ? Severity.Error : Severity.Warning };
        journal.Find(finding);
        if (refuses)
        {
            throw new MeshException(ExitCode.FindingsFound, $"{finding.Subject}: {finding.Evidence}", finding.Remedy);
        }
    }

    // A webhook by URL may be verified by a CA that the API server knows by itself.
    private static List<JsonObject> Bare(JsonObject configuration) =>
        [.. configuration.Items("webhooks").Where(webhook => webhook.Child("clientConfig", "service") is not null && string.IsNullOrEmpty(webhook.Text("clientConfig", "caBundle")))];
}
