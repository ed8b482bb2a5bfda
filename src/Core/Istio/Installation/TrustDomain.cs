using Mesh.Core.Configuration;

namespace Mesh.Core.Istio.Installation;

/// <summary>The trust domain that workloads get: istio.mesh.trustDomain, else that of the certificates.</summary>
internal static class TrustDomain
{
    /// <returns>Null to leave it to Istio.</returns>
    public static string? Of(MeshOptions options) => options.Istio?.Mesh.TrustDomain ?? options.Certificates?.TrustDomain;

    /// <summary>True when the certificates are made for another one.</summary>
    public static bool IsContradicted(MeshOptions options) =>
        options is { Istio.Mesh.TrustDomain: { } wanted, Certificates: { } certificates } && certificates.TrustDomain != wanted;
}
