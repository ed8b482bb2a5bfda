using Mesh.Core.Model;

namespace Mesh.Core.Istio.Verification;

/// <summary>What the istiods said when they were asked who is connected to them.</summary>
/// <param name="Answers">Each connection, with the istiod that holds it.</param>
/// <param name="NotAsked">Each istiod that could not be asked, with the reason.</param>
/// <param name="Asked">Each istiod that answered, by name.</param>
internal sealed record HeardIstiods(IReadOnlyList<(string Istiod, SyncAnswer Answer)> Answers, IReadOnlyList<string> NotAsked, IReadOnlyList<Istiod> Asked)
{
    /// <summary>Every istiod that runs, whether it answered or not, by name.</summary>
    public IReadOnlyList<Istiod> Running { get; init; } = Asked;

    /// <summary>Joins it with pods.</summary>
    /// <param name="pods">The pods with a proxy, as they say it themselves.</param>
    public MeshProxies Join(IEnumerable<ProxyState> pods)
    {
        var known = Answers.GroupBy(one => (one.Answer.Namespace, one.Answer.Proxy)).ToDictionary(group => group.Key, group => group.OrderBy(one => one.Istiod, StringComparer.Ordinal).ToList());
        return new([.. pods.Select(pod => Join(pod, known.GetValueOrDefault((pod.Namespace, pod.Pod)) ?? [])).OrderBy(pod => pod.Namespace, StringComparer.Ordinal).ThenBy(pod => pod.Pod, StringComparer.Ordinal)], NotAsked)
        {
            Asked = Asked,
        };
    }

    private static ProxyState Join(ProxyState pod, List<(string Istiod, SyncAnswer Answer)> answers)
    {
        if (answers.Count == 0)
        {
            // What an earlier question found is no longer so.
            return pod with { Istiod = null, AlsoOn = [], IstioVersion = null, Sync = null, LastError = null, Behind = [] };
        }

        // Where two know it, the worse of what they say is what holds.
        var worst = answers.Select(one => one.Answer).MaxBy(one => one.Sync switch { SyncState.Rejected => 3, SyncState.NotSent => 2, SyncState.Stale => 1, _ => 0 })!;
        return pod with
        {
            Istiod = answers[0].Istiod, AlsoOn = [.. answers.Select(one => one.Istiod).Distinct().Skip(1)], IstioVersion = answers[0].Answer.IstioVersion is { } version ? Printable.OneLine(version) : null,
            Sync = worst.Sync, LastError = worst.LastError, Behind = worst.Behind,
        };
    }
}
