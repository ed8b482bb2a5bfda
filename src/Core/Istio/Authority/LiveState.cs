using Mesh.Core.Certificates.Reading;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Authority;

/// <summary>What a cluster has of a CA now.</summary>
/// <param name="NamespaceIsThere">False when the namespace of the control plane is still to be made.</param>
/// <param name="PluggedIn">The secret cacerts; null when it is not there.</param>
/// <param name="SelfSigned">The secret of the CA that istiod made itself; null when it is not there.</param>
/// <param name="Kept">The CA from before a rotation; null when none is under way.</param>
/// <param name="Told">The roots that the namespace of the control plane is told to trust; null when it is told nothing.</param>
/// <param name="Istiods">The Deployments of istiod.</param>
internal sealed record LiveState(bool NamespaceIsThere, LiveSecret? PluggedIn, LiveSecret? SelfSigned, LiveSecret? Kept, IReadOnlyList<Certificate>? Told, IReadOnlyList<WorkloadRef> Istiods)
{
    /// <summary>The secret that keeps the CA from before a rotation until its last stage is done.</summary>
    public const string KeptName = "cacerts-before-rotation";

    /// <summary>In the secret cacerts from the moment it is written until istiod has been restarted with it.</summary>
    public const string Pending = "mesh.frosting/restart-pending";

    /// <summary>In the kept secret: the fingerprint of the CA that the rotation leads to.</summary>
    public const string Goal = "mesh.frosting/rotates-to";

    /// <summary>True when a run was stopped between writing the secret and the end of istiod's restart.</summary>
    public string? RestartPending => PluggedIn?.Object.Text("metadata", "annotations", Pending);

    /// <summary>The CA that istiod has after its next restart at the latest.</summary>
    public CaFiles? Current => CaFiles.Of(PluggedIn?.Bundle) ?? CaFiles.Of(SelfSigned?.Bundle);

    /// <summary>Everything that anyone in the mesh may be trusting now.</summary>
    public IReadOnlyList<Certificate> Trusted => [.. (Told ?? []).Concat(Current?.Roots ?? []).DistinctBy(root => root.Fingerprint)];

    public static async Task<LiveState> ReadAsync(ICluster cluster, string ns, Secrets secrets, CancellationToken cancellation)
    {
        var authority = new LiveAuthority(cluster, ns, secrets);
        var told = await authority.TrustAsync(ns, cancellation);
        var istiods = new List<WorkloadRef>();
        await foreach (var found in cluster.ListAsync(ResourceKind.Deployment, new ListQuery(ns, "app=istiod"), cancellation))
        {
            istiods.Add(new(WorkloadKind.Deployment, ns, found.Name()));
        }

        return new(
            await IsThereAsync(cluster, ns, cancellation),
            await authority.PluggedInAsync(cancellation),
            await authority.SelfSignedAsync(cancellation),
            await authority.ReadAsync(KeptName, cancellation),
            told is { } pem ? CaFiles.Read(LiveAuthority.TrustName, pem) : null,
            [.. istiods.OrderBy(one => one.Name, StringComparer.Ordinal)]);
    }

    private static async Task<bool> IsThereAsync(ICluster cluster, string ns, CancellationToken cancellation)
    {
        try
        {
            return await cluster.GetAsync(ResourceKind.Namespace, null, ns, cancellation) is not null;
        }
        catch (MeshException error) when (error.ExitCode == ExitCode.Forbidden)
        {
            // Who may write secrets there and not look at namespaces is told by the server when it is not there.
            return true;
        }
    }
}
