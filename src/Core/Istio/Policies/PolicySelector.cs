using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Policies;

/// <summary>Labels that a workload has to have, all of them; none selects every workload of the scope.</summary>
/// <param name="Labels">The labels.</param>
/// <param name="At">Where they stand.</param>
internal sealed record PolicySelector(IReadOnlyDictionary<string, string> Labels, Field At)
{
    /// <summary>Whether a workload has them.</summary>
    /// <param name="labels">The labels of its pods.</param>
    public bool Matches(IReadOnlyDictionary<string, string> labels) => Labels.All(label => labels.TryGetValue(label.Key, out var value) && value == label.Value);

    /// <summary>As a query: <c>app=web,tier=front</c>.</summary>
    public override string ToString() => string.Join(',', Labels.Select(label => $"{label.Key}={label.Value}"));
}
