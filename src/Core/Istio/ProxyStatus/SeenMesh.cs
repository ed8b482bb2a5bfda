using Mesh.Core.Findings;
using Mesh.Core.Istio.Verification;

namespace Mesh.Core.Istio.ProxyStatus;

/// <summary>The proxies that are meant, as they were seen, and what is wrong with each.</summary>
internal sealed class SeenMesh
{
    private readonly Dictionary<(string, string), IReadOnlyList<ProxyTrouble>> troubles;
    private readonly ProxyJudge judge;

    /// <param name="mesh">What pods and istiods say.</param>
    /// <param name="istiods">Every istiod that runs.</param>
    /// <param name="gone">Connections of pods that are not there, each with the istiod that holds it.</param>
    public SeenMesh(MeshProxies mesh, IReadOnlyList<Istiod> istiods, IReadOnlyList<(string Namespace, string Pod, string Istiod)> gone)
    {
        (Mesh, Istiods, Gone) = (mesh, istiods, gone);
        var versions = istiods.GroupBy(one => one.Pod, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Version, StringComparer.Ordinal);
        judge = new ProxyJudge(mesh, istiods.Select(one => one.Revision).ToHashSet(StringComparer.Ordinal), proxy => proxy.Istiod is { } name ? versions.GetValueOrDefault(name) : null);
        troubles = mesh.Proxies.ToDictionary(proxy => (proxy.Namespace, proxy.Pod), proxy => (IReadOnlyList<ProxyTrouble>)[.. judge.Of(proxy)]);
    }

    /// <summary>What pods and istiods say.</summary>
    public MeshProxies Mesh { get; }

    /// <summary>Every istiod that runs.</summary>
    public IReadOnlyList<Istiod> Istiods { get; }

    /// <summary>Connections of pods that are not there.</summary>
    public IReadOnlyList<(string Namespace, string Pod, string Istiod)> Gone { get; }

    /// <summary>The proxies.</summary>
    public IReadOnlyList<ProxyState> Proxies => Mesh.Proxies;

    /// <summary>What is wrong with one.</summary>
    public IReadOnlyList<ProxyTrouble> TroublesOf(ProxyState proxy) => troubles[(proxy.Namespace, proxy.Pod)];

    /// <summary>Those that time may cure: whoever waits, waits for them.</summary>
    public IReadOnlyList<ProxyState> Open => [.. Proxies.Where(proxy => TroublesOf(proxy).Any(trouble => trouble.MayPass))];

    /// <summary>How many are as they should be: nothing is wrong with them, and nothing that decides is unknown.</summary>
    public int Well => Proxies.Count(proxy => TroublesOf(proxy).Count == 0 && proxy.Sync is not null);

    /// <summary>What is wrong with all of them.</summary>
    public IEnumerable<Finding> Findings =>
    [
        .. ProxyTrouble.Findings(Proxies.SelectMany(proxy => TroublesOf(proxy).Select(trouble => (proxy, trouble)))),
        .. Gone.Count == 0 ? Array.Empty<Finding>() : [GroupedFinding.Of(ProxyFindings.Gone, [.. Gone.Select(one => ($"{one.Pod} in {one.Namespace}", $"{one.Istiod} shows a connection of it, and there is no such pod"))], "connections")],
    ];

    /// <summary>What could not be looked at, each with the reason.</summary>
    public IEnumerable<string> NotEvaluated
    {
        get
        {
            if (Mesh.Asked.Count == 0)
            {
                yield return $"what istiod says of {Count(Proxies.Count)}: {(Mesh.NotAsked is [var first, ..] ? $"no istiod could be asked, {first}" : "no pod of istiod runs that could be asked")}";
            }
            else if (Mesh.NotAsked.Count > 0)
            {
                var undecided = Proxies.Where(judge.IsUndecided).ToList();
                yield return $"the connections of {string.Join("; ", Mesh.NotAsked)}{(undecided is [var one, ..] ? $"; {Count(undecided.Count)} may be connected there, {one} for one" : "")}";
            }

            foreach (var unasked in Proxies.Where(proxy => proxy.Status is { Code: null, IsClosed: false }).GroupBy(proxy => proxy.Status!.Why!, StringComparer.Ordinal).OrderByDescending(group => group.Count()).Take(5))
            {
                yield return $"15021 of {Count(unasked.Count())}, {unasked.First()} for one: {unasked.Key}";
            }
        }
    }

    private static string Count(int number) => $"{number} {(number == 1 ? "proxy" : "proxies")}";
}
