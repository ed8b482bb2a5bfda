using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Helm.Clearing;

/// <summary>Where a node stands: in a mapping under a key, or in a list.</summary>
internal sealed record Spot(JsonNode? Parent, string? Key, int Index, JsonNode? Node);

/// <summary>Which node of one rendering is which of another. Objects are matched by their identity, mappings by key, items of lists by equality, then by name, then by place.</summary>
internal sealed class Alignment
{
    private readonly Dictionary<JsonNode, Spot> spots = new(ReferenceEqualityComparer.Instance);
    private readonly bool sameShape;

    private Alignment(bool sameShape) => this.sameShape = sameShape;

    /// <param name="from">The one rendering.</param>
    /// <param name="to">The other.</param>
    /// <param name="ns">The release's namespace: an object that names it and one that leaves it out are the same.</param>
    /// <param name="sameShape">True when only values differ, so that what stands at the same place is the same, whatever it is called.</param>
    public static Alignment Of(ManifestSet from, ManifestSet to, string ns, bool sameShape)
    {
        var alignment = new Alignment(sameShape);
        var known = to.Objects.GroupBy(item => Identity(item, ns)).ToDictionary(group => group.Key, group => new Queue<ManifestObject>(group));
        var rest = new List<ManifestObject>();
        foreach (var item in from.Objects)
        {
            if (known.GetValueOrDefault(Identity(item, ns))?.TryDequeue(out var match) == true)
            {
                alignment.Match(item.Body, new Spot(null, null, 0, match!.Body));
            }
            else
            {
                rest.Add(item);
            }
        }

        if (sameShape)
        {
            var left = known.Values.SelectMany(queue => queue).ToHashSet();
            foreach (var item in rest)
            {
                if (to.Objects.FirstOrDefault(other => left.Contains(other) && other.Kind == item.Kind) is { } renamed)
                {
                    left.Remove(renamed);
                    alignment.Match(item.Body, new Spot(null, null, 0, renamed.Body));
                }
            }
        }

        return alignment;
    }

    /// <summary>What an object is, whatever version of its group it is written in.</summary>
    public static (string Group, string Kind, string Namespace, string Name, bool IsHook) Identity(ManifestObject item, string ns) =>
        (item.ApiVersion.Contains('/', StringComparison.Ordinal) ? item.ApiVersion.Split('/')[0] : "", item.Kind, item.Namespace == ns ? "" : item.Namespace ?? "", item.Name, item.Hooks.Count > 0);

    /// <summary>Where a node is in the other rendering; null where it is not.</summary>
    public Spot? Find(JsonNode node) => spots.GetValueOrDefault(node);

    private void Match(JsonNode node, Spot spot)
    {
        spots[node] = spot;
        switch (node, spot.Node)
        {
            case (JsonObject map, JsonObject other):
                foreach (var (key, value) in map)
                {
                    if (value is not null && other.TryGetPropertyValue(key, out var theirs))
                    {
                        Match(value, new Spot(other, key, 0, theirs));
                    }
                }

                break;
            case (JsonArray list, JsonArray other):
                foreach (var (mine, theirs) in Pairs(list, other))
                {
                    if (list[mine] is { } item)
                    {
                        Match(item, new Spot(other, null, theirs, other[theirs]));
                    }
                }

                break;
        }
    }

    private IEnumerable<(int, int)> Pairs(JsonArray mine, JsonArray theirs)
    {
        if (sameShape && mine.Count == theirs.Count)
        {
            return Enumerable.Range(0, mine.Count).Select(index => (index, index));
        }

        var pairs = new List<(int Mine, int Theirs)>();
        Pair((one, other) => JsonNode.DeepEquals(mine[one], theirs[other]));
        Pair((one, other) => NameOf(mine[one]) is { } name && name == NameOf(theirs[other]));
        if (mine.Count == theirs.Count)
        {
            Pair((one, other) => one == other && NameOf(mine[one]) is null && NameOf(theirs[other]) is null);
        }

        return pairs;

        void Pair(Func<int, int, bool> same)
        {
            for (var one = 0; one < mine.Count; one++)
            {
                if (pairs.All(pair => pair.Mine != one)
                    && Enumerable.Range(0, theirs.Count).FirstOrDefault(other => pairs.All(pair => pair.Theirs != other) && same(one, other), -1) is >= 0 and var found)
                {
                    pairs.Add((one, found));
                }
            }
        }
    }

    private static string? NameOf(JsonNode? item) => item.Text("name") ?? item.Text("port", "name");
}
