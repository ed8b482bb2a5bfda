namespace Mesh.Core.Istio.Verification;

/// <summary>The proxies of a mesh.</summary>
/// <param name="Proxies">One for each pod with a proxy that has not ended, by namespace and name.</param>
/// <param name="NotAsked">Each istiod that could not be asked, with the reason: a proxy that no other one knows may be connected there.</param>
internal sealed record MeshProxies(IReadOnlyList<ProxyState> Proxies, IReadOnlyList<string> NotAsked)
{
    /// <summary>Each istiod that answered, with its revision.</summary>
    public IReadOnlyList<Istiod> Asked { get; init; } = [];
}
