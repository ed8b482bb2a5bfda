namespace Mesh.Core.Helm;

/// <summary>Which cluster helm works on. Always said, never left to current-context.</summary>
/// <param name="Context">The context's name.</param>
/// <param name="Kubeconfig">The kubeconfig's path, or several joined by the path separator; null for helm's own default.</param>
public sealed record HelmTarget(string Context, string? Kubeconfig);
