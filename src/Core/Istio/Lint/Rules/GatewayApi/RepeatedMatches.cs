using System.Text;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.GatewayApi;

/// <summary>Matches of a route that are alike. Others do not hide each other, for the closest counts and not the first. Source: gateway-api, HTTPRouteRule and GRPCRouteRule.</summary>
internal sealed class RepeatedMatches : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [GatewayApiFindings.RepeatedMatch];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var route in ApiRoutes.OfRequests(mesh))
        {
            var seen = new Dictionary<string, Field>(StringComparer.Ordinal);
            foreach (var rule in route.Spec["rules"].Items)
            {
                var matches = rule["matches"].Items.DefaultIfEmpty(rule).ToList();
                // Within a rule it makes no difference.
                foreach (var match in matches.DistinctBy(match => Text(route, match, rule)).Where(match => !seen.TryAdd(Text(route, match, rule), match)))
                {
                    var earlier = seen[Text(route, match, rule)];
                    remarks.Find(GatewayApiFindings.RepeatedMatch, match, $"{earlier}{(earlier.Line is { } line ? $" in line {line}" : "")} takes {(matches.Count == 1 ? "every request of this rule" : "its requests")}");
                }
            }
        }
    }

    private static string Text(MeshObject route, Field match, Field rule)
    {
        var text = new StringBuilder();
        if (ReferenceEquals(match, rule))
        {
            return route.Kind == MeshKind.HttpRoute ? "PathPrefix /" : "";
        }

        if (route.Kind == MeshKind.HttpRoute)
        {
            var (type, value) = (match["path"]["type"].Text ?? "PathPrefix", match["path"]["value"].Text ?? "/");
            text.Append(type).Append(' ').Append(type == "PathPrefix" && value.Length > 1 ? value.TrimEnd('/') is { Length: > 0 } bare ? bare : "/" : value);
            text.Append(Part("method", match["method"].Text));
        }
        else
        {
            text.Append(Part("method", match["method"].IsThere ? $"{match["method"]["type"].Text ?? "Exact"} {match["method"]["service"].Text}/{match["method"]["method"].Text}" : null));
        }

        foreach (var list in new[] { "headers", "queryParams" })
        {
            foreach (var one in match[list].Items.Select(item => $"{(list == "headers" ? item["name"].Text?.ToLowerInvariant() : item["name"].Text)} {item["type"].Text ?? "Exact"} {item["value"].Text}").Order(StringComparer.Ordinal))
            {
                text.Append(Part(list, one));
            }
        }

        return text.ToString();
    }

    private static string Part(string name, string? value) => value is null ? "" : $"\n{name} {value}";
}
