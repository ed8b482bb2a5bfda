using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Lint.Rules.DestinationRules;

/// <summary>The places in a DestinationRule where traffic policies stand.</summary>
internal static class Policies
{
    /// <summary>All of them: the rule's own, its subsets', and in both those of single ports.</summary>
    /// <param name="rule">The DestinationRule.</param>
    public static IEnumerable<Field> Of(MeshObject rule) => Wide(rule).SelectMany(policy => policy["portLevelSettings"].Items.Prepend(policy)).Where(policy => policy.IsThere);

    /// <summary>The rule's own and its subsets'.</summary>
    /// <param name="rule">The DestinationRule.</param>
    public static IEnumerable<Field> Wide(MeshObject rule) => rule.Spec["subsets"].Items.Select(subset => subset["trafficPolicy"]).Prepend(rule.Spec["trafficPolicy"]).Where(policy => policy.IsThere);
}
