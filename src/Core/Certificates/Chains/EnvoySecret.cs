namespace Mesh.Core.Certificates.Chains;

/// <summary>A secret as Envoy holds it.</summary>
/// <param name="Name">Its name: default, ROOTCA, kubernetes://web.</param>
/// <param name="Chain">The certificate and what is sent behind it, as PEM; null where it has none.</param>
/// <param name="Roots">What is trusted, as PEM; null where it has none.</param>
/// <param name="Keys">A private key that should have been redacted, in each form in which it stands there; empty where there is none.</param>
internal sealed record EnvoySecret(string Name, byte[]? Chain, byte[]? Roots, IReadOnlyList<string> Keys);
