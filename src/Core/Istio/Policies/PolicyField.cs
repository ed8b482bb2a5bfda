using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Policies.Matching;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Policies;

/// <summary>A list in a policy. It holds when one of its entries fits the request; a negated one when none does, which is so too where the request has nothing of the kind.</summary>
/// <param name="Attribute">What it looks at.</param>
/// <param name="Name">As it stands in the policy: <c>ipBlocks</c>, <c>notPrincipals</c>, or the key of a condition.</param>
/// <param name="Negated">Whether it is one of the not… fields, or notValues.</param>
/// <param name="Values">The entries; never none, since an empty list says nothing.</param>
/// <param name="At">Where it stands.</param>
internal sealed record PolicyField(PolicyAttribute Attribute, string Name, bool Negated, IReadOnlyList<PolicyValue> Values, Field At)
{
    private AddressSet? addresses;

    /// <summary>The addresses that its entries name, read once: a policy may have a hundred thousand. What is no address names none.</summary>
    public AddressSet Addresses => addresses ??= AddressSet.Of(Values.Select(value => AddressRange.Block(value.Text)).OfType<AddressRange>());

    /// <summary>What stands in the brackets of its key, from the outermost: the name of a header, the path to a claim. Empty where the brackets are malformed or there are none.</summary>
    public IReadOnlyList<string> Brackets { get; } = Read(Name);

    private static string[] Read(string name)
    {
        var open = name.IndexOf('[', StringComparison.Ordinal);
        return open < 0 || !name.EndsWith(']') || open + 2 > name.Length - 1 ? [] : name[(open + 1)..^1].Split("][");
    }
}
