using Mesh.Core.Istio.Policies.Evaluation;
using Mesh.Core.Istio.Policies.Matching;

namespace Mesh.Core.Istio.Policies.Compiling;

/// <summary>Paths, and templates of paths.</summary>
/// <param name="entries">The entries.</param>
internal sealed class PathMatcher(IReadOnlyList<string> entries) : Matcher
{
    private readonly Func<string, bool>[] fits = [.. entries.Select(entry => PathTemplate.Is(entry) ? (Func<string, bool>)PathTemplate.Of(entry).Fits : TextPattern.Of(entry).Fits)];

    /// <inheritdoc/>
    public override int Find(AccessRequest request) => request.Path is { } path ? Array.FindIndex(fits, one => one(path)) : -1;
}
