using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.GatewayApi;

/// <summary>What the controller says in the status of a cluster's Gateways and routes. A file that takes the place of an object has no say in that.</summary>
internal sealed class Conditions : ILintRule
{
    private static readonly string[] Needed = ["Accepted", "ResolvedRefs", "Programmed"];

    public IReadOnlyList<FindingKind> Kinds => [GatewayApiFindings.Refused, GatewayApiFindings.NotProgrammed];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var item in mesh.Of(MeshKind.ApiGateway).Concat(ApiRoutes.Of(mesh)).Where(item => item.Origin.Kind == OriginKind.Cluster))
        {
            var status = item.Root["status"];
            Look(item, status["conditions"], "", remarks);
            foreach (var listener in status["listeners"].Items)
            {
                Look(item, listener["conditions"], $"listener {listener["name"].Text}: ", remarks);
            }

            foreach (var parent in status["parents"].Items)
            {
                Look(item, parent["conditions"], $"at {parent["parentRef"]["name"].Text}{(parent["parentRef"]["sectionName"].Text is { Length: > 0 } section ? $", {section}" : "")}: ", remarks);
            }
        }
    }

    private static void Look(MeshObject item, Field conditions, string where, Remarks remarks)
    {
        // What was said of an earlier generation may be mended by now.
        var bad = conditions.Items.Where(condition => IsBad(condition) && (condition["observedGeneration"].Whole ?? long.MaxValue) >= (item.Root["metadata"]["generation"].Whole ?? 0)).ToList();
        foreach (var condition in bad)
        {
            // What is refused is not programmed either.
            var isWaiting = condition["type"].Text == "Programmed";
            if (!isWaiting || bad.Count == 1)
            {
                remarks.Find(isWaiting ? GatewayApiFindings.NotProgrammed : GatewayApiFindings.Refused, condition, $"{where}{condition["type"].Text}={condition["status"].Text}, reason {condition["reason"].Text}: {condition["message"].Text?.TrimEnd('.')}");
            }
        }
    }

    private static bool IsBad(Field condition) => (condition["type"].Text is "Conflicted" && condition["status"].Text == "True") || (Needed.Contains(condition["type"].Text) && condition["status"].Text == "False");
}
