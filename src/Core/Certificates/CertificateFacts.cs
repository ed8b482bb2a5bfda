using System.Text.Json.Nodes;
using Mesh.Core.Certificates.Reading;

namespace Mesh.Core.Certificates;

/// <summary>What reports say of a certificate.</summary>
/// <param name="Subject">Whose it is: <c>O=Istio, CN=Root CA</c>.</param>
/// <param name="Issuer">Who issued it.</param>
/// <param name="Serial">Its serial number in hexadecimal.</param>
/// <param name="Fingerprint">The SHA-256 of its bytes, in upper case hexadecimal: two certificates are the same only when this is.</param>
/// <param name="Key">Its key: <c>RSA 4096</c>, <c>ECDSA P-256</c>.</param>
/// <param name="NotBefore">When its time begins.</param>
/// <param name="NotAfter">When its time ends.</param>
public sealed record CertificateFacts(string Subject, string Issuer, string Serial, string Fingerprint, string Key, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    internal static CertificateFacts Of(Certificate certificate) => new(certificate.Subject.Text, certificate.Issuer.Text, Convert.ToHexString(certificate.Serial), certificate.Fingerprint,
        certificate.Key?.Text ?? "", certificate.NotBefore, certificate.NotAfter);

    internal JsonObject ToJson() => new()
    {
        ["subject"] = Subject, ["issuer"] = Issuer, ["serial"] = Serial, ["fingerprint"] = Fingerprint, ["key"] = Key,
        ["notBefore"] = Certificate.Moment(NotBefore), ["notAfter"] = Certificate.Moment(NotAfter),
    };

    internal static JsonArray ToJson(IEnumerable<CertificateFacts> all) => [.. all.Select(facts => facts.ToJson())];
}
