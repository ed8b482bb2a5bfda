using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.DestinationRules;

/// <summary>The certificates that a mode of TLS needs, and those it has no use for.</summary>
internal sealed class TlsCertificates : ILintRule
{
    private static readonly string[] Own = ["clientCertificate", "privateKey", "caCertificates", "credentialName"];

    public IReadOnlyList<FindingKind> Kinds => [DestinationRuleFindings.NoAuthority, DestinationRuleFindings.CertificateContradiction];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var tls in mesh.Of(MeshKind.DestinationRule).SelectMany(Policies.Of).Select(policy => policy["tls"]).Where(tls => tls.IsThere))
        {
            var mode = tls["mode"].Text;
            if (mode is "SIMPLE" or "MUTUAL" && !Has(tls, "caCertificates") && !Has(tls, "credentialName") && tls["insecureSkipVerify"].Flag != true)
            {
                remarks.Find(DestinationRuleFindings.NoAuthority, tls["mode"], $"{mode} without caCertificates and credentialName");
            }

            if (mode is "MUTUAL" && !Has(tls, "credentialName") && !(Has(tls, "clientCertificate") && Has(tls, "privateKey")))
            {
                remarks.Find(DestinationRuleFindings.CertificateContradiction, tls["mode"], "MUTUAL without clientCertificate and privateKey");
            }
            else if (mode is "ISTIO_MUTUAL" && Own.Select(key => tls[key]).FirstOrDefault(field => field.Text is { Length: > 0 }) is { } own)
            {
                remarks.Find(DestinationRuleFindings.CertificateContradiction, own, $"ISTIO_MUTUAL with {own.Key}");
            }
        }
    }

    private static bool Has(Field tls, string key) => tls[key].Text is { Length: > 0 };
}
