using Mesh.Core.Istio.Policies.Evaluation;
using Mesh.Core.Istio.Policies.Matching;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Policies.Compiling;

/// <summary>Blocks of addresses. Most requests only ask whether any fits, which the set says at once; which one, it takes the list to say.</summary>
/// <param name="entries">The blocks.</param>
/// <param name="address">The address of a request that counts.</param>
internal sealed class AddressMatcher(IReadOnlyList<string> entries, Func<AccessRequest, AddressRange?> address) : Matcher
{
    private readonly AddressRange?[] blocks = [.. entries.Select(AddressRange.Block)];
    private readonly AddressSet all = AddressSet.Of(entries.Select(AddressRange.Block).OfType<AddressRange>());

    /// <inheritdoc/>
    public override bool Fits(AccessRequest request) => address(request) is { } one && all.Has(one);

    /// <inheritdoc/>
    public override int Find(AccessRequest request) =>
        address(request) is { } one ? Array.FindIndex(blocks, block => block!.Holds(one)) : -1;
}
