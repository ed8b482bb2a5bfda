using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint;

/// <summary>What the rules have to say.</summary>
/// <param name="coverage">Of which kinds every object was looked at.</param>
internal sealed class Remarks(Coverage coverage)
{
    private readonly List<LintHit> hits = [];
    private readonly Dictionary<(string Code, MeshKind Needed), int> unjudged = [];
    private readonly List<(string Code, int Places, string Why)> left = [];

    /// <summary>What was found.</summary>
    public IReadOnlyList<LintHit> Hits => hits;

    /// <summary>What could not be judged: the code, how often, and why.</summary>
    public IEnumerable<(string Code, int Places, string Why)> Unjudged =>
        unjudged.OrderBy(pair => pair.Key.Code, StringComparer.Ordinal).ThenBy(pair => pair.Key.Needed.Kind, StringComparer.Ordinal).Select(pair => (pair.Key.Code, pair.Value, coverage.WhyNot(pair.Key.Needed))).Concat(left);

    /// <summary>A rule found something.</summary>
    /// <param name="kind">What.</param>
    /// <param name="at">The field that has to be changed.</param>
    /// <param name="evidence">What stands there and what is wrong with it, without a full stop at its end.</param>
    /// <param name="remedy">What to do, where it can be said more closely than the kind does.</param>
    /// <param name="block">Lines under the evidence that have to keep their form; null for none.</param>
    public void Find(FindingKind kind, Field at, string evidence, string? remedy = null, string? block = null) => hits.Add(new(kind, at, evidence, remedy, block));

    /// <summary>Whether something that was not found is really missing: only where every object of its kind was looked at. Where not, it is written down as not evaluated.</summary>
    /// <param name="kind">What would be found.</param>
    /// <param name="needed">The kinds that it could be among.</param>
    public bool Misses(FindingKind kind, params ReadOnlySpan<MeshKind> needed)
    {
        foreach (var one in needed)
        {
            if (!coverage.IsWhole(one))
            {
                return NotJudged(kind, one);
            }
        }

        return true;
    }

    /// <summary>Whether an object that was not found is really missing; where nobody looked, it is written down as not evaluated.</summary>
    /// <param name="kind">What would be found.</param>
    /// <param name="key">The object.</param>
    public bool Misses(FindingKind kind, ObjectKey key) => coverage.Knows(key) || NotJudged(kind, key.Kind);

    /// <summary>A rule did not look at everything.</summary>
    /// <param name="kind">What might have been found.</param>
    /// <param name="places">How many places it did not look at.</param>
    /// <param name="why">Why not.</param>
    public void Leave(FindingKind kind, int places, string why) => left.Add((kind.Code, places, why));

    private bool NotJudged(FindingKind kind, MeshKind needed)
    {
        unjudged[(kind.Code, needed)] = unjudged.GetValueOrDefault((kind.Code, needed)) + 1;
        return false;
    }
}
