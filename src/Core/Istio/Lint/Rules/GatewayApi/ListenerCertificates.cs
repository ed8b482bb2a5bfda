using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Rules.Gateways;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.GatewayApi;

/// <summary>The Secrets that listeners name: granted, there, and certificates.</summary>
internal sealed class ListenerCertificates : ILintRule
{
    private const string Type = "kubernetes.io/tls";

    public IReadOnlyList<FindingKind> Kinds => [GatewayApiFindings.NoGrant, GatewayApiFindings.CertificateMissing, GatewayApiFindings.CertificateUnfit];

    /// <summary>The Secrets that the listeners of a Gateway name.</summary>
    /// <param name="gateway">The Gateway.</param>
    public static IEnumerable<ApiRef> Of(MeshObject gateway) => Listener.Of(gateway).SelectMany(listener => listener.Certificates);

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var grants = new Grants(mesh);
        foreach (var reference in mesh.Of(MeshKind.ApiGateway).SelectMany(Of).Where(reference => grants.Look(reference, remarks)))
        {
            if (mesh.Find(MeshKind.Secret, reference.Namespace, reference.Name) is { } secret)
            {
                Look(reference, secret, remarks);
            }
            else if (remarks.Misses(GatewayApiFindings.CertificateMissing, reference.Key))
            {
                remarks.Find(GatewayApiFindings.CertificateMissing, reference.At["name"], $"there is no Secret {reference.Name} in {reference.Namespace}");
            }
        }
    }

    private static void Look(ApiRef reference, MeshObject secret, Remarks remarks)
    {
        var (keys, type) = (SecretFiles.Keys(secret), secret.Root["type"].Text ?? "Opaque");
        if (type != Type || !keys.Contains("tls.crt") || !keys.Contains("tls.key"))
        {
            remarks.Find(GatewayApiFindings.CertificateUnfit, reference.At["name"], $"{secret.Place} of type {type} has {(keys.Count == 0 ? "no key" : string.Join(", ", keys.Order(StringComparer.Ordinal).Take(5)))}");
        }
    }
}
