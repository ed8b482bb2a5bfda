using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Installation.Proving;

/// <summary>Proves that a part does what the next one needs of it. Its workloads have rolled out already.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
internal sealed class PartProof(ICluster cluster, RunJournal journal, TimeProvider time)
{
    /// <exception cref="MeshException"><see cref="ExitCode.FindingsFound"/> when it does not.</exception>
    public async Task RunAsync(PlannedPart part, IstioOptions istio, CancellationToken cancellation)
    {
        await new PodImages(cluster, journal).RunAsync(part.Plan, cancellation);
        switch (part.Part)
        {
            case IstioPart.Base:
                await new CrdProof(cluster, journal, time).RunAsync(part.Plan, cancellation);
                break;
            case IstioPart.Istiod:
                await new WebhookProof(cluster, journal, time).RunAsync(part.Plan, cancellation);
                var injectors = part.Plan.Bodies.Where(item => item.Text("kind") == "MutatingWebhookConfiguration").SelectMany(item => item.Items("webhooks")).ToList();
                if (injectors.Count > 0)
                {
                    await new InjectorProof(cluster, journal, time).RunAsync(istio, injectors.Exists(webhook => webhook.Text("failurePolicy") != "Ignore"), cancellation);
                }

                break;
            case IstioPart.Cni when part.Plan.Bodies.Select(item => item.Text("data", "EXCLUDE_NAMESPACES")).FirstOrDefault(text => text is not null) is { } excluded:
                journal.Note($"istio-cni leaves pods of these namespaces alone: {excluded}; if the cluster's own CNI lives in another one, add it to excludeNamespaces in a values file of istio.cni");
                break;
        }
    }
}
