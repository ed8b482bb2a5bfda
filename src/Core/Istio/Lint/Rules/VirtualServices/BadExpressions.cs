using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.VirtualServices;

/// <summary>Regular expressions that Envoy cannot read.</summary>
internal sealed class BadExpressions : ILintRule
{
    private static readonly string[] Texts = ["uri", "scheme", "method", "authority"];
    private static readonly string[] Maps = ["headers", "queryParams", "withoutHeaders"];

    public IReadOnlyList<FindingKind> Kinds => [VirtualServiceFindings.BadExpression];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var at in mesh.Of(MeshKind.VirtualService).SelectMany(service => service.Spec["http"].Items).SelectMany(Of))
        {
            if (Expressions.WhyNot(at.Text) is { } why)
            {
                remarks.Find(VirtualServiceFindings.BadExpression, at, $"'{at.Text}': {why}");
            }
        }
    }

    private static IEnumerable<Field> Of(Field rule) =>
        rule["match"].Items.SelectMany(match => Texts.Select(key => match[key]).Concat(Maps.SelectMany(map => match[map].Members)))
            .Concat(rule["corsPolicy"]["allowOrigins"].Items).Select(condition => condition["regex"])
            .Append(rule["rewrite"]["uriRegexRewrite"]["match"]);
}
