using System.Globalization;
using System.Text.Json.Nodes;

namespace Mesh.Core.Helm.Clearing;

/// <summary>
/// A second entry beside a cleared one, with a name of its own and the same default: what a render has more with it than without is what one such entry makes, whole objects and whole items of lists.
/// In a chart that goes through its entries; in one that knows them by name the second makes nothing.
/// </summary>
internal sealed class Twins
{
    private readonly List<(IReadOnlyList<object> Steps, string Key, string Twin)> all = [];

    public Twins(JsonObject defaults, IEnumerable<IReadOnlyList<object>> paths)
    {
        foreach (var steps in paths.Where(steps => !steps.Any(step => step is int) && ChartDefaults.At(defaults, steps) is JsonObject { Count: > 0 } or JsonArray { Count: > 0 }))
        {
            var twin = string.Create(CultureInfo.InvariantCulture, $"meshtwin{all.Count}x");
            all.Add((steps, (string)steps[^1], twin));
            TrialValues.Put(Values, [.. steps.SkipLast(1), twin], ChartDefaults.At(defaults, steps)!.DeepClone());
        }
    }

    /// <summary>The values that add them.</summary>
    public JsonObject Values { get; } = [];

    public bool Any => all.Count > 0;

    /// <summary>Marks what the entries themselves make.</summary>
    /// <param name="places">Where it is noted.</param>
    /// <param name="more">The objects as rendered with the twins.</param>
    public void Learn(ClearedPlaces places, ManifestSet more)
    {
        var known = places.With.Objects.ToLookup(item => Alignment.Identity(item, places.Namespace));
        foreach (var item in more.Objects)
        {
            if (known[Alignment.Identity(item, places.Namespace)].FirstOrDefault() is { } same)
            {
                Compare(same.Body, item.Body);
                continue;
            }

            foreach (var twin in all.Where(twin => item.Name.Contains(twin.Twin, StringComparison.Ordinal)))
            {
                var original = item with { Name = item.Name.Replace(twin.Twin, twin.Key, StringComparison.Ordinal) };
                known[Alignment.Identity(original, places.Namespace)].Select(found => found.Body).ToList().ForEach(places.Own);
            }
        }

        void Compare(JsonNode? mine, JsonNode? theirs)
        {
            switch (mine, theirs)
            {
                case (JsonObject map, JsonObject other):
                    foreach (var (key, value) in other)
                    {
                        if (map.TryGetPropertyValue(key, out var same))
                        {
                            Compare(same, value);
                        }
                        else if (all.Select(twin => map[key.Replace(twin.Twin, twin.Key, StringComparison.Ordinal)]).FirstOrDefault(found => found is not null) is { } original)
                        {
                            places.Own(original);
                        }
                    }

                    break;
                case (JsonArray list, JsonArray other):
                    Surplus(list, other);
                    break;
            }
        }

        void Surplus(JsonArray list, JsonArray other)
        {
            var rest = other.ToList();
            foreach (var item in list)
            {
                // What is on both sides is no surplus, but only as often as it is on this one.
                var at = rest.FindIndex(one => JsonNode.DeepEquals(one, item));
                if (at >= 0)
                {
                    rest.RemoveAt(at);
                }
            }

            foreach (var surplus in rest)
            {
                var texts = all.Select(twin => surplus?.ToJsonString().Replace(twin.Twin, twin.Key, StringComparison.Ordinal)).OfType<string>();
                if (list.FirstOrDefault(item => item is not null && texts.Contains(item.ToJsonString(), StringComparer.Ordinal)) is { } original)
                {
                    places.Own(original);
                }
            }

            // Items that the twins only change are looked into.
            if (list.Count == other.Count)
            {
                list.Zip(other).ToList().ForEach(pair => Compare(pair.First, pair.Second));
            }
            else
            {
                foreach (var item in list.OfType<JsonObject>().Where(item => item["name"] is not null))
                {
                    Compare(item, other.OfType<JsonObject>().FirstOrDefault(one => JsonNode.DeepEquals(one["name"], item["name"])));
                }
            }
        }
    }
}
