using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Policies;

/// <summary>Something in a policy that the API server or istiod refuses, drops or does not know.</summary>
/// <param name="At">Where.</param>
/// <param name="Text">What, in one sentence without a full stop.</param>
internal sealed record PolicyFault(Field At, string Text);
