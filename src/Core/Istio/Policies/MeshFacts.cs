namespace Mesh.Core.Istio.Policies;

/// <summary>What of the mesh's configuration policies depend on.</summary>
internal sealed record MeshFacts
{
    /// <summary>The namespace whose policies count everywhere.</summary>
    public string RootNamespace { get; init; } = "istio-system";

    /// <summary>The trust domain of this mesh's identities.</summary>
    public string TrustDomain { get; init; } = "cluster.local";

    /// <summary>Trust domains that count as this one.</summary>
    public IReadOnlyList<string> TrustDomainAliases { get; init; } = [];

    /// <summary>Whether the trust domain is known, and not only the default.</summary>
    public bool IsTrustDomainKnown { get; init; }

    /// <summary>gatewayTopology.numTrustedProxies; null where it is not known to be set.</summary>
    public int? TrustedProxies { get; init; }

    /// <summary>Whether the PROXY protocol is on for gateways mesh-wide.</summary>
    public bool ProxyProtocol { get; init; }

    /// <summary>The names of extensionProviders; null where the mesh's configuration is not known.</summary>
    public IReadOnlyList<string>? Providers { get; init; }

    /// <summary>pathNormalization.</summary>
    public Matching.PathNormalization Normalization { get; init; } = Matching.PathNormalization.Base;

    /// <summary>Every trust domain whose identities are this mesh's own.</summary>
    public IEnumerable<string> TrustDomains => TrustDomainAliases.Prepend(TrustDomain);
}
