using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox.Helm;

/// <summary>The manifests of a chart with its values put in, and what helm adds to each.</summary>
internal static partial class ChartRenderer
{
    public static ScenarioChart Find(Scenario scenario, string chart) =>
        // A configuration may have made the path absolute; its end still says which chart is meant.
        scenario.Charts.FirstOrDefault(known => Plain(known.Chart) == Plain(chart) || Plain(chart).EndsWith('/' + Plain(known.Chart), StringComparison.Ordinal))
        ?? throw new MeshException(ExitCode.NoInput, $"the scenario has no chart {chart}",
            NearestName.Hint(chart, scenario.Charts.Select(known => known.Chart), $"Charts there are: {string.Join(", ", scenario.Charts.Select(known => known.Chart))}"));

    public static string Title(ScenarioChart chart) => chart.Title ?? $"{chart.Chart[(chart.Chart.LastIndexOf('/') + 1)..]}-0.1.0";

    public static List<JsonObject> Render(ScenarioChart chart, JsonObject values, string release, string ns)
    {
        var all = MergePatch.Apply(chart.Values, values);
        return [.. chart.Manifests.Select(manifest =>
        {
            var item = ((JsonObject)Fill(manifest, all, chart.Chart)!).Normalize();
            item.Ensure("metadata").Default("namespace", ns);
            item.Ensure("metadata").Ensure("labels")["app.kubernetes.io/managed-by"] = "Helm";
            item.Ensure("metadata").Ensure("annotations")["meta.helm.sh/release-name"] = release;
            item.Ensure("metadata").Ensure("annotations")["meta.helm.sh/release-namespace"] = ns;
            return item;
        })];
    }

    private static JsonNode? Fill(JsonNode? node, JsonNode? values, string chart) => node switch
    {
        JsonObject map => new JsonObject(map.Select(entry => KeyValuePair.Create(entry.Key, Fill(entry.Value, values, chart)))),
        JsonArray list => new JsonArray([.. list.Select(item => Fill(item, values, chart))]),
        _ when node.Text() is not { } text => node?.DeepClone(),
        // A value that stands alone keeps its type, one within a text becomes part of it.
        _ when Placeholder().Match(node.Text()!) is { Success: true } match && match.Length == node.Text()!.Length => Value(values, match, chart)?.DeepClone(),
        _ => Placeholder().Replace(node.Text()!, match => Value(values, match, chart)?.ToString() ?? ""),
    };

    private static JsonNode? Value(JsonNode? values, Match match, string chart) => values.At(match.Groups["path"].Value.Split('.'))
        ?? throw new MeshException(1, $"helm: template: {chart}: the value {match.Groups["path"].Value} is not set", "Give it in a values file, by set, or as a default of the chart");

    private static string Plain(string chart) => chart.StartsWith("./", StringComparison.Ordinal) ? chart[2..].TrimEnd('/') : chart.TrimEnd('/');

    [GeneratedRegex(@"\$\{values\.(?<path>[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)\}")]
    private static partial Regex Placeholder();
}
