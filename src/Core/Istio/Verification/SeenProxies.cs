using Mesh.Core.Certificates.Reading;

namespace Mesh.Core.Istio.Verification;

/// <summary>The proxies as they were found.</summary>
/// <param name="Mesh">What pods and istiods say.</param>
/// <param name="Own">Those of the revision that is verified, and those of none that is there.</param>
/// <param name="Certificates">The certificate of each that could be asked, by pod.</param>
internal sealed record SeenProxies(MeshProxies Mesh, IReadOnlyList<ProxyState> Own, IReadOnlyDictionary<string, Certificate> Certificates)
{
    /// <summary>How many are as they should be towards istiod.</summary>
    public int Synced => Own.Count(proxy => proxy is { Sync: SyncState.Synced, AlsoOn.Count: 0 });

    /// <summary>How many belong to another revision that is there.</summary>
    public int Others => Mesh.Proxies.Count - Own.Count;
}
