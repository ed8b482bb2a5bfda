using Mesh.Core.Findings;
using Mesh.Core.Istio.Backup;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Lint.Inputs;

/// <summary>What a cluster has: every object of the mesh's groups by discovery, and of Kubernetes' own kinds what the rules ask about. Of what may not be read, the kind is written down with the reason.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="into">Where what was read goes.</param>
/// <param name="limit">How many objects of one kind are read, so that no cluster is too large for the memory here.</param>
internal sealed class LiveObjects(ICluster cluster, LintMaterial into, int limit)
{
    private const int AtOnce = 4;
    private static readonly ResourceKind[] Own =
    [
        ResourceKind.Service, ResourceKind.Namespace, ResourceKind.Pod, ResourceKind.Deployment, ResourceKind.StatefulSet, ResourceKind.DaemonSet,
        ResourceKind.MutatingWebhook, ResourceKind.ValidatingWebhook,
    ];

    // Known beforehand, so that a kind that is not served counts as one that has no objects, and one that cannot be looked for as not looked at.
    private static readonly MeshKind[] Expected =
    [
        MeshKind.VirtualService, MeshKind.DestinationRule, MeshKind.Gateway, MeshKind.ServiceEntry, MeshKind.Sidecar, MeshKind.EnvoyFilter, MeshKind.WorkloadEntry, MeshKind.PeerAuthentication,
        MeshKind.RequestAuthentication, MeshKind.AuthorizationPolicy, MeshKind.Telemetry, MeshKind.WasmPlugin, MeshKind.ApiGateway, MeshKind.ReferenceGrant,
    ];

    private readonly Origin origin = new(OriginKind.Cluster, cluster.Context);
    private readonly Lock gate = new();

    /// <summary>Reads it.</summary>
    /// <param name="istioNamespace">The namespace of the control plane, for the mesh config.</param>
    /// <param name="revision">The revision whose mesh config counts; null for the default one.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Unavailable"/> when no server answers.</exception>
    public async Task ReadAsync(string istioNamespace, string? revision, CancellationToken cancellation)
    {
        var kinds = Own.Concat(await MeshKindsAsync(cancellation)).ToList();
        await Parallel.ForEachAsync(kinds, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (kind, token) => await ListAsync(kind, token));
        await GetAsync(ResourceKind.ConfigMap, istioNamespace, revision is null or "default" ? "istio" : $"istio-{revision}", cancellation);
        into.Cluster = cluster.Context;
    }

    /// <summary>Asks for Secrets by name, and keeps of each its type and the names of its keys: not one value.</summary>
    /// <param name="secrets">Which.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task ReadSecretsAsync(IEnumerable<(string Namespace, string Name)> secrets, CancellationToken cancellation) => Parallel.ForEachAsync(
        secrets, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (secret, token) => await GetAsync(ResourceKind.Secret, secret.Namespace, secret.Name, token));

    private async Task<IEnumerable<ResourceKind>> MeshKindsAsync(CancellationToken cancellation)
    {
        try
        {
            var served = (await ServedKinds.ListAsync(cluster, MeshGroups.Has, cancellation)).GroupBy(kind => (kind.Group, kind.Plural)).Select(versions => versions.First()).ToList();
            foreach (var kind in Expected.Where(expected => !served.Exists(kind => Is(kind, expected))))
            {
                into.Coverage.Read(kind);
            }

            return served;
        }
        catch (MeshException why) when (IsAnswer(why))
        {
            foreach (var kind in Expected)
            {
                into.Coverage.Failed(kind, $"the kinds that the server has cannot be listed: {why.Reason}");
            }

            return [];
        }
    }

    private async Task ListAsync(ResourceKind kind, CancellationToken cancellation)
    {
        var (found, mesh) = (new List<MeshObject>(), new MeshKind(kind.Group, kind.Kind));
        try
        {
            await foreach (var item in cluster.ListAsync(kind, new ListQuery(), cancellation))
            {
                if (item.IsTerminating())
                {
                    continue;
                }

                // The list comes in pages, and those behind this one are never asked for.
                if (found.Count == limit)
                {
                    Keep(found, () => into.Coverage.Failed(mesh, $"there are more than {limit} {mesh.Plural}, and those beyond were left out: raise lint.limit to have them judged"));
                    return;
                }

                found.Add(new MeshObject(LiveObject.Slim(kind, item), "", origin));
            }

            Keep(found, () => into.Coverage.Read(mesh));
        }
        catch (MeshException why) when (IsAnswer(why))
        {
            // What came before it broke off is still there.
            Keep(found, () => into.Coverage.Failed(mesh, $"{mesh.Plural} cannot be listed: {why.Reason}"));
        }
    }

    private async Task GetAsync(ResourceKind kind, string ns, string name, CancellationToken cancellation)
    {
        var key = new ObjectKey(new(kind.Group, kind.Kind), ns, name);
        try
        {
            var item = await cluster.GetAsync(kind, ns, name, cancellation);
            Keep(item is null ? [] : [new MeshObject(LiveObject.Slim(kind, item), "", origin)], () => into.Coverage.Read(key));
        }
        catch (MeshException why) when (IsAnswer(why))
        {
            Keep([], () => into.Coverage.Failed(key.Kind, $"{key} cannot be read: {why.Reason}"));
        }
    }

    private void Keep(IEnumerable<MeshObject> found, Action covered)
    {
        lock (gate)
        {
            into.Add(found);
            covered();
        }
    }

    private static bool Is(ResourceKind kind, MeshKind expected) => kind.Group == expected.Group && kind.Kind == expected.Kind;

    private static bool IsAnswer(MeshException why) => why.ExitCode != ExitCode.Unavailable || why.InnerException is ApiException;
}
