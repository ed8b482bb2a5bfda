namespace Mesh.Core.Istio.Authority;

/// <summary>What one witness says about the CA that istiod uses.</summary>
/// <param name="Holds">True when it is the expected one, false when it is another, null when this witness does not say.</param>
/// <param name="Text">What it says, or why it does not.</param>
internal sealed record Evidence(bool? Holds, string Text);
