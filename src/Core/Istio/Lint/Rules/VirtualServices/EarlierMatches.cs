namespace Mesh.Core.Istio.Lint.Rules.VirtualServices;

/// <summary>The matches above a rule, by what they ask of the path, so that one is not compared with all.</summary>
internal sealed class EarlierMatches
{
    // Beyond that many rules about headers alone, a hostile file would cost more than the answer is worth.
    private const int Most = 500;

    private readonly Dictionary<(string How, string Value), List<RequestMatch>> byPath = [];
    private readonly SortedSet<int> lengths = [];
    private readonly List<RequestMatch> others = [];

    /// <summary>Takes up those of a rule.</summary>
    /// <param name="matches">The matches.</param>
    public void AddRange(IEnumerable<RequestMatch> matches)
    {
        foreach (var match in matches)
        {
            if (match.Uri is not { How: "exact" or "prefix" or "regex" } uri)
            {
                others.Add(match);
                continue;
            }

            (byPath.TryGetValue(uri, out var list) ? list : byPath[uri] = []).Add(match);
            if (uri.How == "prefix")
            {
                lengths.Add(uri.Value.Length);
            }
        }
    }

    /// <summary>The first that takes everything a match takes; null when there is none.</summary>
    /// <param name="match">The match.</param>
    public RequestMatch? Covering(RequestMatch match) => Candidates(match).FirstOrDefault(earlier => earlier.Covers(match));

    private IEnumerable<RequestMatch> Candidates(RequestMatch match)
    {
        foreach (var other in others.Take(Most))
        {
            yield return other;
        }

        if (match.Uri is not { } uri)
        {
            yield break;
        }

        foreach (var same in Of(uri))
        {
            yield return same;
        }

        foreach (var length in uri.How is "exact" or "prefix" ? lengths.TakeWhile(length => length <= uri.Value.Length) : [])
        {
            foreach (var above in Of(("prefix", uri.Value[..length])))
            {
                yield return above;
            }
        }
    }

    private IEnumerable<RequestMatch> Of((string, string) uri) => byPath.TryGetValue(uri, out var list) ? list.Take(Most) : [];
}
