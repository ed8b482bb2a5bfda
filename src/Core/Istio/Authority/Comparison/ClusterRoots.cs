using Mesh.Core.Certificates.Reading;
using Mesh.Core.Findings;

namespace Mesh.Core.Istio.Authority.Comparison;

/// <summary>What one cluster trusts and signs with, as far as it could be read.</summary>
/// <param name="Member">The cluster.</param>
internal sealed record ClusterRoots(ComparedCluster Member)
{
    public string Name => Member.Name;

    /// <summary>The UID of its namespace kube-system; null when nobody may read it.</summary>
    public string? Uid { get; init; }

    /// <summary>Its CAs; null when the secrets may not be read.</summary>
    public LiveCas? Cas { get; init; }

    /// <summary>Every place that says what to trust.</summary>
    public IReadOnlyList<TrustPlace> Places { get; init; } = [];

    /// <summary>What istiod trusts, or where that cannot be read what it told its namespace; null when neither is known.</summary>
    public TrustPlace? Trusted { get; init; }

    /// <summary>Its trust domain; null when it is not known.</summary>
    public MeshIdentity? Identity { get; init; }

    /// <summary>The namespaces that should have the ConfigMap and do not; null when it is not known.</summary>
    public IReadOnlyList<string>? Lacking { get; init; }

    /// <summary>The certificates that its proxies show, of those that could be asked.</summary>
    public IReadOnlyList<ProxyCertificate> Proxies { get; init; } = [];

    /// <summary>What could not be looked at, and why.</summary>
    public IReadOnlyList<string> NotEvaluated { get; init; } = [];

    /// <summary>Why it could not be read; null when it could.</summary>
    public MeshException? Error { get; init; }

    /// <summary>The CA that signs, with its key; null when it is not known.</summary>
    public CaContent? Signer => Cas?.Used is { } used && new CaContent(used.Bundle) is { Signing: not null } content ? content : null;

    /// <summary>Every certificate of a CA that was seen in it, once.</summary>
    public IEnumerable<Certificate> Authorities => new[] { Signer?.Signing }.OfType<Certificate>().Concat(Signer?.Chain ?? []).Concat(Trusted?.Roots.Certificates ?? [])
        .Concat(Proxies.SelectMany(proxy => proxy.Certificates.Skip(1))).DistinctBy(one => one.Fingerprint);
}
