using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Delivery;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Installation;

/// <summary>The namespace of the control plane, and the network it says its cluster is in, which istiod reads before anything else.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="gate">Through which changes go.</param>
/// <param name="journal">Where missing rights are told.</param>
internal sealed class MeshNamespace(ICluster cluster, ChangeGate gate, RunJournal journal)
{
    private const string Network = "topology.istio.io/network";

    /// <summary>Makes it, or gives it the label; one that is as wanted is left alone.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="network">The network; null where none is configured, which leaves a label that is there.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task EnsureAsync(string ns, string? network, CancellationToken cancellation)
    {
        var live = await cluster.GetAsync(ResourceKind.Namespace, null, ns, cancellation);
        if (live is null)
        {
            await AccessCheck.RequireAsync(cluster, [new("create", "", "namespaces", null)], journal, cancellation);
            await CreateAsync(ns, network, cancellation);
        }
        else if (network is not null && live.Labels().GetValueOrDefault(Network) is var present && present != network)
        {
            await LabelAsync(ns, present, network, cancellation);
        }
    }

    private Task CreateAsync(string ns, string? network, CancellationToken cancellation)
    {
        JsonObject Body()
        {
            var metadata = new JsonObject { ["name"] = ns };
            if (network is not null)
            {
                metadata["labels"] = new JsonObject { [Network] = network };
            }

            return new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = metadata };
        }

        var label = network is null ? "" : $"  labels:\n    {Network}: {network}\n";
        return gate.PassAsync(new Change
        {
            Target = "cluster", Subject = $"namespace/{ns}", Action = "create", Diff = UnifiedDiff.Of("", $"kind: Namespace\nmetadata:\n  name: {ns}\n{label}"),
            Undo = $"kubectl delete namespace {ns} --context {cluster.Context}",
            Ask = token => cluster.CreateAsync(ResourceKind.Namespace, Body(), dryRun: true, token),
            Execute = token => cluster.CreateAsync(ResourceKind.Namespace, Body(), dryRun: false, token),
        }, cancellation);
    }

    private Task LabelAsync(string ns, string? present, string network, CancellationToken cancellation)
    {
        JsonObject Patch() => new() { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [Network] = network } } };
        return gate.PassAsync(new Change
        {
            Target = "cluster", Subject = $"namespace/{ns}", Action = "label",
            Diff = UnifiedDiff.Of(present is null ? "" : $"{Network}: {present}\n", $"{Network}: {network}\n"),
            Undo = $"kubectl label namespace {ns} {(present is null ? $"{Network}-" : $"{Network}={present} --overwrite")} --context {cluster.Context}",
            Ask = token => cluster.PatchAsync(ResourceKind.Namespace, null, ns, PatchType.Merge, Patch(), dryRun: true, token),
            Execute = token => cluster.PatchAsync(ResourceKind.Namespace, null, ns, PatchType.Merge, Patch(), dryRun: false, token),
        }, cancellation);
    }
}
