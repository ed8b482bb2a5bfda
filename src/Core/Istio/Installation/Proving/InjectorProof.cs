using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Injection;
using Mesh.Core.Istio.Revisions;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Installation.Proving;

/// <summary>Proves that the injector answers: the server is asked, with dryRun=All, what it would make of a pod that wants a proxy. No pod is made.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
internal sealed class InjectorProof(ICluster cluster, RunJournal journal, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <param name="istio">What is installed.</param>
    /// <param name="refuses">True when a pod is refused where the injector does not answer; where it is passed over, a pod without a proxy proves nothing but that.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.FindingsFound"/> when a pod would be refused, or be admitted without a proxy.</exception>
    public async Task RunAsync(IstioOptions istio, bool refuses, CancellationToken cancellation)
    {
        if (await UnaskableAsync(istio.Namespace, cancellation) is { } why)
        {
            Leave(why);
            return;
        }

        try
        {
            await AskUntilAsync(istio, refuses, cancellation);
        }
        catch (MeshException error) when (error.ExitCode is ExitCode.Refused or ExitCode.Forbidden)
        {
            Leave(Printable.OneLine(error.Reason));
        }
    }

    private async Task AskUntilAsync(IstioOptions istio, bool refuses, CancellationToken cancellation)
    {
        for (var started = time.GetTimestamp(); ;)
        {
            var (image, fault) = await AskAsync(istio, cancellation);
            if (image is not null)
            {
                journal.Note($"proven: the injector answers and puts {Printable.OneLine(image)} into a pod");
                return;
            }

            if (!refuses && fault is null)
            {
                Leave("a pod that wants a proxy is admitted without one, and the webhook's failurePolicy passes over a server that does not answer");
                return;
            }

            if (time.GetElapsedTime(started) >= Patience)
            {
                var finding = InstallationFindings.InjectorSilent.On($"injector of {istio.Revision ?? DefaultRevision.Unnamed} in {istio.Namespace}", fault ?? "a pod that wants a proxy is admitted without one");
                journal.Find(finding);
                throw new MeshException(ExitCode.FindingsFound, $"the injector does not answer: {finding.Evidence}", finding.Remedy);
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    // Noted as well: what the step says of itself in the end is written over this.
    private void Leave(string why)
    {
        journal.Note($"not evaluated: whether the injector answers: {why}");
        journal.NotEvaluated($"whether the injector answers: {why}");
    }

    private async Task<string?> UnaskableAsync(string ns, CancellationToken cancellation)
    {
        var labels = (await cluster.GetAsync(ResourceKind.Namespace, null, ns, cancellation))?.Labels() ?? new Dictionary<string, string>();
        return labels.ContainsKey(MeshLabels.Injection) || labels.ContainsKey(MeshLabels.Revision) ? $"namespace {ns} has labels of its own that decide about injection"
            : await cluster.IsAllowedAsync(new("create", "", "pods", ns), cancellation) ? null : $"the user may not create pods in {ns}, not even with dryRun";
    }

    private async Task<(string? Image, string? Fault)> AskAsync(IstioOptions istio, CancellationToken cancellation)
    {
        var labels = new JsonObject { [MeshLabels.Inject] = "true" };
        if (istio.Revision is { } revision)
        {
            labels[MeshLabels.Revision] = revision;
        }

        var pod = ProofPod.Of(istio.Namespace, "mesh-injector-proof", new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = labels },
            ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "app", ["image"] = "registry.invalid/app:1" }) },
        });
        try
        {
            var made = await cluster.CreateAsync(ResourceKind.Pod, pod, dryRun: true, cancellation);
            return (AdmittedPod.Of(made).Image, null);
        }
        catch (MeshException error) when (error.ExitCode == ExitCode.Refused && error.InnerException is ApiException { StatusCode: 500 })
        {
            // What a webhook that cannot be called, or is not to be believed, becomes. Quotas and policies answer otherwise, and say nothing of the injector.
            return (null, Printable.OneLine(error.InnerException.Message));
        }
    }
}
