using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Policies;

/// <summary>One entry of a list in a policy.</summary>
/// <param name="Text">The entry.</param>
/// <param name="At">Where it stands.</param>
internal sealed record PolicyValue(string Text, Field At);
