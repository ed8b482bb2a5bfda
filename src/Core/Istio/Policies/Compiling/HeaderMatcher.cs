using Mesh.Core.Istio.Policies.Evaluation;
using Mesh.Core.Istio.Policies.Matching;

namespace Mesh.Core.Istio.Policies.Compiling;

/// <summary>A header; an asterisk alone fits an empty one too, for it is there.</summary>
/// <param name="entries">The entries.</param>
/// <param name="name">The header.</param>
internal sealed class HeaderMatcher(IReadOnlyList<string> entries, string name) : Matcher
{
    private readonly TextPattern[] patterns = [.. entries.Select(entry => TextPattern.Of(entry))];

    /// <inheritdoc/>
    public override int Find(AccessRequest request) =>
        request.Headers.TryGetValue(name, out var value) ? Array.FindIndex(patterns, pattern => pattern.Kind == TextKind.Presence || pattern.Fits(value)) : -1;
}
