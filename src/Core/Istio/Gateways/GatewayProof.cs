using System.Text.Json.Nodes;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Injection;
using Mesh.Core.Istio.Installation.Proving;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Gateways;

/// <summary>Proves that a gateway which has rolled out can be reached: injected pods, a Service that selects them, endpoints, and its ports.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
internal sealed class GatewayProof(ICluster cluster, RunJournal journal, TimeProvider time)
{
    private static readonly ResourceKind Endpoints = new("", "v1", "endpoints", "Endpoints");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <exception cref="MeshException"><see cref="ExitCode.FindingsFound"/> with what is not so.</exception>
    public async Task RunAsync(PlannedGateway gateway, CancellationToken cancellation)
    {
        var faults = new List<Finding>();
        var pods = 0;
        foreach (var (workload, item) in PlannedWorkloads.Of(gateway.Plan.Bodies))
        {
            await foreach (var pod in cluster.ListAsync(ResourceKind.Pod, new ListQuery(workload.Namespace, LabelSelector.Of(item.Child("spec", "selector")).ToString()), cancellation))
            {
                pods++;
                if (!pod.IsTerminating() && AdmittedPod.Waits(pod.Child("spec")))
                {
                    faults.Add(GatewayFindings.ImageAuto.On(ResourceKind.Pod.Describe(pod.Namespace(), pod.Name()), "a container's image is auto"));
                }
            }
        }

        var live = new List<JsonObject>();
        foreach (var rendered in gateway.Services)
        {
            faults.AddRange(await ServiceAsync(gateway, rendered, live, cancellation));
        }

        faults.AddRange(gateway.Ports.Where(port => live.Count > 0 && !live.Exists(port.IsOn)).Select(port => GatewayFindings.PortMissing.On(ResourceKind.Service.Describe(live[0].Namespace(), live[0].Name()), $"port {port} is not on it")));

        faults.ForEach(journal.Find);
        if (faults is [var first, ..])
        {
            throw new MeshException(ExitCode.FindingsFound, $"{gateway.Plan.Subject} is installed and {faults.Count} thing{(faults.Count == 1 ? " is" : "s are")} wrong with it: {first.Subject}: {first.Evidence}", first.Remedy);
        }

        journal.Note($"proven: {gateway.Plan.Subject}: {pods} pod{(pods == 1 ? "" : "s")}, none with image auto; {gateway.Services.Count} Service{(gateway.Services.Count == 1 ? "" : "s")} with endpoints");
    }

    private async Task<IReadOnlyList<Finding>> ServiceAsync(PlannedGateway gateway, JsonObject rendered, List<JsonObject> found, CancellationToken cancellation)
    {
        var (ns, name) = (rendered.Namespace() ?? gateway.Release.Namespace, rendered.Name());
        var subject = ResourceKind.Service.Describe(ns, name);
        if (await cluster.GetAsync(ResourceKind.Service, ns, name, cancellation) is not { } live)
        {
            return [GatewayFindings.PortMissing.On(subject, "the Service is not there any more")];
        }

        found.Add(live);
        var faults = new List<Finding>();
        if (live.Child("spec", "selector") is { Count: > 0 } selector && !await Watching.UntilAsync(cluster, Endpoints, new ListQuery(ns, FieldSelector: $"metadata.name={name}"), IsFilled, Patience, time, cancellation))
        {
            faults.Add(GatewayFindings.NoEndpoints.On(subject, Printable.OneLine($"no endpoint within {Patience.TotalSeconds:0} seconds; its selector is {string.Join(',', selector.Select(pair => $"{pair.Key}={pair.Value}"))}")));
        }

        if (live.Text("spec", "type") == "LoadBalancer")
        {
            var addresses = live.Items("status", "loadBalancer", "ingress").Select(one => one.Text("hostname") ?? one.Text("ip")).OfType<string>().ToList();
            journal.Note(Printable.OneLine(addresses.Count > 0 ? $"{subject}: {string.Join(", ", addresses)}" : $"{subject}: its load balancer has no address yet"));
        }

        return faults;
    }

    private static bool IsFilled(IReadOnlyDictionary<string, JsonObject> endpoints) => endpoints.Values.Any(one => one.Items("subsets").Any(subset => subset.Items("addresses").Any()));
}
