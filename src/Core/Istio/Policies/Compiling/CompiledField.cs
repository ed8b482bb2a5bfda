using Mesh.Core.Istio.Policies.Evaluation;
using Mesh.Core.Istio.Policies.Reading;

namespace Mesh.Core.Istio.Policies.Compiling;

/// <summary>A field with its matcher.</summary>
internal sealed class CompiledField
{
    private readonly Matcher matcher;
    private readonly IReadOnlyList<PolicyValue> values;

    private CompiledField(PolicyField field, IReadOnlyList<PolicyValue> values, string policyNamespace, MeshFacts mesh)
    {
        (Field, this.values) = (field, values);
        matcher = Matcher.Of(field, [.. values.Select(value => value.Text)], policyNamespace, mesh);
    }

    /// <summary>The field.</summary>
    public PolicyField Field { get; }

    /// <summary>
    /// Compiles a field. Of what istiod cannot translate an ALLOW loses the whole rule, every other action only the entry: the one then allows less, the other denies more.
    /// Source: istio, pilot/pkg/security/authz/model/model.go.
    /// </summary>
    /// <param name="field">The field.</param>
    /// <param name="policy">The policy it stands in.</param>
    /// <param name="isTcp">Whether for ports that carry plain TCP.</param>
    /// <param name="mesh">What policies depend on.</param>
    /// <param name="compiled">The field; null when nothing of it is left.</param>
    /// <returns>False when the whole rule goes.</returns>
    public static bool TryCompile(PolicyField field, AuthorizationPolicy policy, bool isTcp, MeshFacts mesh, out CompiledField? compiled)
    {
        compiled = null;
        if (field.Attribute == PolicyAttribute.Unknown)
        {
            return false;
        }

        var taken = isTcp && field.Attribute.IsHttpOnly() ? [] : field.Values.Where(value => IsTranslated(field, value.Text)).ToList();
        if (taken.Count < field.Values.Count && policy.Action == PolicyAction.Allow)
        {
            return false;
        }

        compiled = taken.Count == 0 ? null : new(field, taken, policy.Namespace, mesh);
        return true;
    }

    /// <summary>Whether the field holds.</summary>
    /// <param name="request">The request.</param>
    public bool Holds(AccessRequest request) => matcher.Fits(request) != Field.Negated;

    /// <summary>The entry that fits; null when none does.</summary>
    /// <param name="request">The request.</param>
    public PolicyValue? Fitting(AccessRequest request) => matcher.Find(request) is >= 0 and var index ? values[index] : null;

    private static bool IsTranslated(PolicyField field, string text) => field.Attribute switch
    {
        PolicyAttribute.SourceIp or PolicyAttribute.RemoteIp or PolicyAttribute.DestinationIp or PolicyAttribute.Port or PolicyAttribute.RequestHeader or PolicyAttribute.RequestClaim or PolicyAttribute.EnvoyMetadata
            => ValueCheck.WhyNot(field, text) is null,
        _ => true,
    };
}
