using Mesh.Core.Certificates.Reading;

namespace Mesh.Core.Istio.Authority;

/// <summary>What one proxy trusts and who issued its certificate, as itself says.</summary>
/// <param name="Pod">The pod: <c>pod/web-1 in beta</c>.</param>
/// <param name="Unasked">Why it could not be asked; null when it could.</param>
/// <param name="Roots">What it trusts.</param>
/// <param name="Leaf">Its own certificate.</param>
internal sealed record ProxyTrust(string Pod, string? Unasked, IReadOnlyList<Certificate> Roots, Certificate? Leaf)
{
    public static ProxyTrust NotAsked(string pod, string why) => new(pod, why, [], null);
}
