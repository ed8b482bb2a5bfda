using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.GatewayApi;

/// <summary>Regular expressions of routes.</summary>
internal sealed class RouteExpressions : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [GatewayApiFindings.BadExpression];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var match in ApiRoutes.OfRequests(mesh).SelectMany(route => route.Spec["rules"].Items).SelectMany(rule => rule["matches"].Items))
        {
            foreach (var one in new[] { match["path"], match["method"] }.Concat(match["headers"].Items).Concat(match["queryParams"].Items).Where(one => one["type"].Text == "RegularExpression"))
            {
                foreach (var at in new[] { one["value"], one["service"], one["method"] })
                {
                    if (Expressions.WhyNot(at.Text) is { } why)
                    {
                        remarks.Find(GatewayApiFindings.BadExpression, at, $"'{at.Text}': {why}");
                    }
                }
            }
        }
    }
}
