using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Policies;

/// <summary>A PeerAuthentication. Source: istio/api, security/v1beta1/peer_authentication.proto.</summary>
/// <param name="Name">metadata.name.</param>
/// <param name="Namespace">metadata.namespace.</param>
/// <param name="At">The object.</param>
internal sealed record PeerAuthentication(string Name, string Namespace, Field At)
{
    /// <summary>The labels it selects by; null for a whole namespace, or in the root namespace for the mesh.</summary>
    public PolicySelector? Selector { get; init; }

    /// <summary>The mode; null to take that of the wider scope.</summary>
    public MutualTlsMode? Mode { get; init; }

    /// <summary>Modes of single ports of the workload; null to take that of all its ports.</summary>
    public IReadOnlyDictionary<int, MutualTlsMode?> Ports { get; init; } = new Dictionary<int, MutualTlsMode?>();

    /// <summary>When it was made: of several for the same workloads the oldest counts.</summary>
    public DateTimeOffset Created { get; init; } = DateTimeOffset.MaxValue;
}
