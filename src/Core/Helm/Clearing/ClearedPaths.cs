using System.Text.Json.Nodes;
using Mesh.Core.Findings;

namespace Mesh.Core.Helm.Clearing;

/// <summary>What clear and keep mean for one chart: single paths, each with the default that has to go.</summary>
/// <param name="Paths">The paths, in the order of the chart's defaults.</param>
/// <param name="Unknown">Those of clear and keep that name no default and no value: most likely misspelt.</param>
internal sealed record ClearedPaths(IReadOnlyList<IReadOnlyList<object>> Paths, IReadOnlyList<string> Unknown)
{
    private const string Everything = "*";

    /// <param name="release">The release.</param>
    /// <param name="defaults">The chart's defaults.</param>
    /// <param name="given">The values that the release is given, without what is cleared.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> for a path that cannot be read.</exception>
    public static ClearedPaths Of(HelmRelease release, JsonObject defaults, JsonObject given)
    {
        var keep = release.Keep.Select(ValuesPath.Parse).ToList();
        var unknown = release.Keep.Zip(keep).Where(pair => ChartDefaults.At(defaults, pair.Second) is null).Select(pair => pair.First).ToList();
        var paths = new List<IReadOnlyList<object>>();
        foreach (var path in release.Clear)
        {
            var steps = ValuesPath.Parse(path);
            if (steps.ToArray() is not [.. var above, Everything])
            {
                // The chart may be right to call a key by a star; a named path is taken as it is.
                Note(path, ChartDefaults.At(defaults, steps) ?? ChartDefaults.At(given, steps));
                paths.Add(steps);
            }
            else if (ChartDefaults.At(defaults, above) is JsonObject map)
            {
                Expand(above, map, ChartDefaults.At(given, above) as JsonObject);
            }
            else
            {
                Note(path, null);
            }
        }

        return new([.. paths.DistinctBy(ValuesPath.Write)], unknown);

        void Note(string path, JsonNode? found)
        {
            if (found is null)
            {
                unknown.Add(path);
            }
        }

        void Expand(IReadOnlyList<object> above, JsonObject map, JsonObject? own)
        {
            foreach (var (key, value) in map)
            {
                object[] steps = [.. above, key];
                if (value is null || keep.Any(kept => kept.Count <= steps.Length && kept.SequenceEqual(steps.Take(kept.Count))))
                {
                    continue;
                }

                // What the user gives is no default; beside it, and beside what is kept, defaults go one by one.
                var isOnTheWay = keep.Any(kept => kept.Count > steps.Length && steps.SequenceEqual(kept.Take(steps.Length)));
                var mine = own?[key];
                if (value is JsonObject below && (isOnTheWay || mine is JsonObject))
                {
                    Expand(steps, below, mine as JsonObject);
                }
                else if (mine is null && !isOnTheWay)
                {
                    paths.Add(steps);
                }
            }
        }
    }
}
