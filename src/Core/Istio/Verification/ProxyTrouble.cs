using Mesh.Core.Findings;

namespace Mesh.Core.Istio.Verification;

/// <summary>What is wrong with a proxy.</summary>
/// <param name="Kind">What kind of trouble.</param>
/// <param name="Seen">What was seen of it.</param>
internal sealed record ProxyTrouble(FindingKind Kind, string Seen)
{
    // From what cuts a proxy off to what only ages.
    private static readonly FindingKind[] Order =
    [
        VerificationFindings.ProxyUnknown, VerificationFindings.ProxyNotReady, ProxyFindings.NotReady, ProxyFindings.Closed, VerificationFindings.ProxyTwice, VerificationFindings.ProxyRejects,
        VerificationFindings.ProxyStale, VerificationFindings.ProxyRevision, VerificationFindings.ProxyVersion,
    ];

    /// <summary>Whether time may cure it; another version or revision than istiod's stays until the pod is made anew.</summary>
    public bool MayPass => Kind != VerificationFindings.ProxyVersion && Kind != VerificationFindings.ProxyRevision;

    /// <summary>One finding for all of a kind: ten thousand proxies of a mesh are cut off by one cause.</summary>
    public static IEnumerable<Finding> Findings(IEnumerable<(ProxyState Proxy, ProxyTrouble Trouble)> all)
    {
        var byKind = all.ToLookup(one => one.Trouble.Kind.Code);
        return Order.Where(kind => byKind.Contains(kind.Code)).Select(kind => GroupedFinding.Of(kind, [.. byKind[kind.Code].Select(one => ($"{one.Proxy}", one.Trouble.Seen))], "proxies"));
    }
}
