using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Authority;

/// <summary>Writes a CA's secrets, each in one step: whoever is stopped in the middle has either the old one or the new one. Someone else's change in between is a conflict.</summary>
internal sealed class SecretWriting(ICluster cluster, string ns, ChangeGate gate)
{
    private const string Origin = "mesh";

    /// <summary>Makes the namespace of the control plane.</summary>
    public Task MakeNamespaceAsync(CancellationToken cancellation)
    {
        JsonObject Body() => new() { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = ns } };
        return gate.PassAsync(new Change
        {
            Target = "cluster", Subject = $"namespace/{ns}", Action = "create", Diff = UnifiedDiff.Of("", $"kind: Namespace\nmetadata:\n  name: {ns}\n"),
            Undo = $"kubectl delete namespace {ns} --context {cluster.Context}",
            Ask = token => cluster.CreateAsync(ResourceKind.Namespace, Body(), dryRun: true, token),
            Execute = token => cluster.CreateAsync(ResourceKind.Namespace, Body(), dryRun: false, token),
        }, cancellation);
    }

    /// <summary>Creates a secret or replaces four of its keys; labels, annotations and keys of others stay.</summary>
    /// <param name="name">The secret.</param>
    /// <param name="before">The secret as it was read; null when it was not there.</param>
    /// <param name="files">The files.</param>
    /// <param name="annotations">Annotations of ours; null removes one.</param>
    /// <param name="canAsk">False when the namespace is not there in a dry run.</param>
    /// <param name="undo">How a person goes back.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task PutAsync(string name, LiveSecret? before, CaFiles files, JsonObject annotations, bool canAsk, string undo, CancellationToken cancellation) => gate.PassAsync(new Change
    {
        Target = "cluster", Subject = ResourceKind.Secret.Describe(ns, name), Action = before is null ? "create" : "update", Diff = CaText.Diff(before?.Bundle, files), Undo = undo,
        Ask = token => canAsk ? WriteAsync(name, before, files, annotations, dryRun: true, token) : Task.CompletedTask,
        Answer = canAsk ? null : () => $"not evaluated: namespace {ns} is not there before this run makes it",
        Execute = token => WriteAsync(name, before, files, annotations, dryRun: false, token),
    }, cancellation);

    /// <summary>Deletes the secret that was read.</summary>
    public Task DeleteAsync(string name, LiveSecret before, CancellationToken cancellation) => gate.PassAsync(new Change
    {
        Target = "cluster", Subject = ResourceKind.Secret.Describe(ns, name), Action = "delete", Diff = CaText.Diff(before.Bundle, null),
        Ask = token => cluster.DeleteAsync(ResourceKind.Secret, ns, name, dryRun: true, token),
        Execute = token => cluster.DeleteAsync(ResourceKind.Secret, ns, name, dryRun: false, token),
    }, cancellation);

    /// <summary>Takes the note that a restart is to follow off again, unless someone has written the secret anew meanwhile.</summary>
    /// <param name="value">The note.</param>
    /// <param name="canAsk">False in a dry run that has not written it.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task SettleAsync(string value, bool canAsk, CancellationToken cancellation)
    {
        var path = $"/metadata/annotations/{LiveState.Pending.Replace("/", "~1", StringComparison.Ordinal)}";
        JsonArray Patch() => [new JsonObject { ["op"] = "test", ["path"] = path, ["value"] = value }, new JsonObject { ["op"] = "remove", ["path"] = path }];
        return gate.PassAsync(new Change
        {
            Target = "cluster", Subject = ResourceKind.Secret.Describe(ns, LiveAuthority.PluggedIn), Action = "settle", Diff = UnifiedDiff.Of($"{LiveState.Pending}: \"{value}\"\n", ""),
            Ask = !canAsk ? null : token => cluster.PatchAsync(ResourceKind.Secret, ns, LiveAuthority.PluggedIn, PatchType.Json, Patch(), dryRun: true, token),
            Execute = token => cluster.PatchAsync(ResourceKind.Secret, ns, LiveAuthority.PluggedIn, PatchType.Json, Patch(), dryRun: false, token),
        }, cancellation);
    }

    private Task<JsonObject> WriteAsync(string name, LiveSecret? before, CaFiles files, JsonObject annotations, bool dryRun, CancellationToken cancellation)
    {
        var metadata = new JsonObject { ["name"] = name, ["namespace"] = ns };
        if (before is null)
        {
            metadata["labels"] = new JsonObject { ["app.kubernetes.io/managed-by"] = Origin };
            metadata["annotations"] = new JsonObject(annotations.Where(one => one.Value is not null).Select(one => KeyValuePair.Create(one.Key, one.Value?.DeepClone())));
            return cluster.CreateAsync(ResourceKind.Secret, new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Secret", ["metadata"] = metadata, ["type"] = "Opaque", ["data"] = files.Data() }, dryRun, cancellation);
        }

        metadata["annotations"] = annotations.DeepClone();
        metadata["uid"] = before.Object.Uid();
        metadata["resourceVersion"] = before.ResourceVersion;
        return cluster.PatchAsync(ResourceKind.Secret, ns, name, PatchType.Merge, new JsonObject { ["metadata"] = metadata, ["data"] = files.Data() }, dryRun, cancellation);
    }
}
