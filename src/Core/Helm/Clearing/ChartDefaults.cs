using System.Text.Json.Nodes;

namespace Mesh.Core.Helm.Clearing;

/// <summary>The defaults of a chart as its users write their paths: without what a chart wraps around them, and with those of subcharts that lie in its folder.</summary>
internal static class ChartDefaults
{
    // Istio's charts keep theirs below these and merge them in a template, 1.24 and newer below the first, 1.21 to 1.23 below the second and nothing beside it.
    private const string Wrapper = "_internal_defaults_do_not_set";
    private const string OlderWrapper = "defaults";

    public static async Task<JsonObject> OfAsync(IHelm helm, HelmRelease release, CancellationToken cancellation)
    {
        var own = await helm.ShowValuesAsync(release, cancellation);
        var parts = Path.Combine(release.Chart, "charts");
        if (Directory.Exists(parts))
        {
            foreach (var part in Directory.EnumerateFileSystemEntries(parts).Order(StringComparer.Ordinal))
            {
                if (await SubchartAsync(helm, release, part, cancellation) is { } subchart)
                {
                    // What the chart says of its subchart wins over what that says itself.
                    own[subchart.Name] = Merge((own[subchart.Name] as JsonObject)?.DeepClone() as JsonObject ?? [], subchart.Values);
                }
            }
        }

        return Unwrap(own);
    }

    /// <summary>The value at a path; null where there is none.</summary>
    public static JsonNode? At(JsonNode? node, IEnumerable<object> steps)
    {
        foreach (var step in steps)
        {
            node = (node, step) switch
            {
                (JsonObject map, string key) => map[key],
                (JsonArray list, int index) when index < list.Count => list[index],
                _ => null,
            };
        }

        return node;
    }

    /// <summary>Every path there is, for the nearest name of one that is not.</summary>
    public static IEnumerable<string> Paths(JsonObject defaults)
    {
        var open = new Queue<(IReadOnlyList<object> Steps, JsonObject Map)>([([], defaults)]);
        while (open.TryDequeue(out var at))
        {
            foreach (var (key, value) in at.Map)
            {
                object[] steps = [.. at.Steps, key];
                yield return ValuesPath.Write(steps);
                if (value is JsonObject map)
                {
                    open.Enqueue((steps, map));
                }
            }
        }
    }

    private static async Task<(string Name, JsonObject Values)?> SubchartAsync(IHelm helm, HelmRelease release, string part, CancellationToken cancellation)
    {
        if (!File.Exists(Path.Combine(part, "Chart.yaml")) && !part.EndsWith(".tgz", StringComparison.Ordinal))
        {
            return null;
        }

        var chart = release with { Chart = part, Version = null, ValuesFiles = [] };
        return ((await helm.ShowChartAsync(chart, cancellation)).Name, await helm.ShowValuesAsync(chart, cancellation));
    }

    private static JsonObject Unwrap(JsonObject own)
    {
        var wrapper = own.ContainsKey(Wrapper) ? Wrapper : own.Count == 1 && own.ContainsKey(OlderWrapper) ? OlderWrapper : null;
        if (wrapper is null || own[wrapper] is not JsonObject wrapped)
        {
            return own;
        }

        own.Remove(wrapper);
        return Merge(own, wrapped);
    }

    // What is there already wins.
    private static JsonObject Merge(JsonObject into, JsonObject below)
    {
        foreach (var (key, value) in below)
        {
            if (into[key] is JsonObject map && value is JsonObject more)
            {
                Merge(map, more);
            }
            else if (!into.ContainsKey(key))
            {
                into[key] = value?.DeepClone();
            }
        }

        return into;
    }
}
