using Mesh.Core.Istio.Policies.Evaluation;
using Mesh.Core.Istio.Policies.Matching;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Policies.Compiling;

/// <summary>Blocks of addresses. Most requests only ask whether any fits, which the set says at once; which one, it takes the list to say.</summary>
/// <param name="entries">The blocks.</param>
/// <param name="all">All of them together.</param>
/// <param name="address">The address of a request that counts.</param>
internal sealed class AddressMatcher(IReadOnlyList<string> entries, AddressSet all, Func<AccessRequest, AddressRange?> address) : Matcher
{
    private readonly Lazy<AddressRange?[]> blocks = new(() => [.. entries.Select(AddressRange.Block)]);

    /// <inheritdoc/>
    public override bool Fits(AccessRequest request) => address(request) is { } one && all.Has(one);

    /// <inheritdoc/>
    public override int Find(AccessRequest request) =>
        address(request) is { } one ? Array.FindIndex(blocks.Value, block => block!.Holds(one)) : -1;
}
