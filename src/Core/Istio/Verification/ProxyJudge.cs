using Mesh.Core.Findings;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Verification;

/// <summary>Says what is wrong with a proxy: each ready, connected to exactly one istiod of its revision, with all that was sent accepted, and of istiod's version.</summary>
/// <param name="mesh">What pods and istiods say.</param>
/// <param name="revisions">The revisions that have an istiod.</param>
/// <param name="versionFor">The version that a proxy should have; null where it is not known.</param>
internal sealed class ProxyJudge(MeshProxies mesh, IReadOnlyCollection<string> revisions, Func<ProxyState, string?> versionFor)
{
    private readonly IReadOnlyDictionary<string, string> homes = mesh.Asked.ToDictionary(istiod => istiod.Pod, istiod => istiod.Revision, StringComparer.Ordinal);

    /// <summary>Whether no istiod knows it, and one that could not be asked may.</summary>
    public bool IsUndecided(ProxyState proxy) => proxy is { Sync: null, IsReady: true } && mesh.NotAsked.Count > 0;

    /// <summary>What is wrong with a proxy whose revision is no tag any more.</summary>
    public IEnumerable<ProxyTrouble> Of(ProxyState proxy)
    {
        if (mesh.Asked.Count > 0 && mesh.NotAsked.Count == 0 && proxy is { Sync: null, IsReady: true })
        {
            yield return new(VerificationFindings.ProxyUnknown, $"none of the {mesh.Asked.Count} istiod asked knows it{(proxy.Status?.Code == 200 ? "; 15021 answers 200 all the same, as it does for ever once it was configured" : "")}");
        }

        foreach (var trouble in OfPod(proxy).Concat(mesh.Asked.Count > 0 ? OfConnection(proxy) : []))
        {
            yield return trouble;
        }
    }

    private static IEnumerable<ProxyTrouble> OfPod(ProxyState proxy)
    {
        if (!proxy.IsReady)
        {
            yield return new(VerificationFindings.ProxyNotReady, proxy.Phase == "Running" ? $"its container istio-proxy is not ready{(proxy.Status is { IsBad: true } status ? $", and 15021 {Said(status)}" : "")}" : $"it is {Printable.OneLine(proxy.Phase ?? "in no phase")}");
        }
        else if (proxy.Status is { IsBad: true } status)
        {
            yield return new(status.IsClosed ? ProxyFindings.Closed : ProxyFindings.NotReady, $"{proxy.StatusPort} {Said(status)}");
        }
    }

    private IEnumerable<ProxyTrouble> OfConnection(ProxyState proxy)
    {
        if (proxy.AlsoOn.Count > 0)
        {
            yield return new(VerificationFindings.ProxyTwice, $"{proxy.Istiod} and {string.Join(", ", proxy.AlsoOn)} hold a connection of it");
        }

        if (proxy.Sync == SyncState.Rejected)
        {
            yield return new(VerificationFindings.ProxyRejects, $"{string.Join(", ", proxy.Behind)}: {proxy.LastError}");
        }
        else if (proxy.Sync is SyncState.Stale or SyncState.NotSent)
        {
            yield return new(VerificationFindings.ProxyStale, proxy.Sync == SyncState.Stale ? $"not acknowledged: {string.Join(", ", proxy.Behind)}" : $"nothing was sent: {(proxy.Behind.Count == 0 ? "no configuration at all" : string.Join(", ", proxy.Behind))}");
        }

        var home = proxy.Istiod is { } name ? homes.GetValueOrDefault(name) : null;
        if (!revisions.Contains(proxy.Revision!))
        {
            yield return new(VerificationFindings.ProxyRevision, $"its revision is {Printable.OneLine(proxy.Revision!)}; there is istiod of {string.Join(", ", revisions.Order(StringComparer.Ordinal))}");
        }
        else if (home is not null && home != proxy.Revision)
        {
            yield return new(VerificationFindings.ProxyRevision, $"its revision is {proxy.Revision}, and {proxy.Istiod}, of {home}, serves it");
        }

        if (proxy.IstioVersion is { } version && versionFor(proxy) is { } wanted && !ExpectedMesh.Matches(wanted, version))
        {
            yield return new(VerificationFindings.ProxyVersion, $"it is {version}, and istiod {wanted}");
        }
    }

    private static string Said(StatusAnswer status) => status.IsClosed ? "is closed: nothing listens there" : $"answers {status.Code}";
}
