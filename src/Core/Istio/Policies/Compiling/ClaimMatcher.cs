using Mesh.Core.Istio.Policies.Evaluation;
using Mesh.Core.Istio.Policies.Matching;

namespace Mesh.Core.Istio.Policies.Compiling;

/// <summary>A claim of the token, which may be a list: one of its items has to fit. A text is a list of its words too.</summary>
/// <param name="entries">The entries.</param>
/// <param name="path">The claim.</param>
internal sealed class ClaimMatcher(IReadOnlyList<string> entries, string path) : Matcher
{
    private readonly TextPattern[] patterns = [.. entries.Select(entry => TextPattern.Of(entry))];

    /// <inheritdoc/>
    public override int Find(AccessRequest request) => request.Claims.TryGetValue(path, out var values)
        ? Array.FindIndex(patterns, pattern => values.Any(value => pattern.Fits(value) || (value.Contains(' ', StringComparison.Ordinal) && value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(pattern.Fits))))
        : -1;
}
