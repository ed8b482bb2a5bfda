using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Core.Certificates.Chains;
using Mesh.Core.Certificates.Reading;

namespace Mesh.Core.Certificates;

/// <summary>What was examined, as people and as programs read it.</summary>
internal static class CaReportText
{
    public static string Of(CaReport report)
    {
        var ca = new CaContent(report.Bundle);
        return string.Join('\n', [
            $"{report.Bundle.Source}: istiod {Verdict(report.Istiod)}, Envoy on a server {Verdict(report.Server)}, on a client {Verdict(report.Client)}",
            .. ca.Signing is { } signing ? [Line("signs", signing)] : Array.Empty<string>(),
            .. ca.Roots.Select(root => Line("root", root)),
        ]);
    }

    public static string Of(CheckedChain chain)
    {
        var left = chain.TimeLeft >= TimeSpan.FromDays(2) ? $"{chain.TimeLeft.Days} days" : chain.TimeLeft.ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture);
        return string.Join('\n', [
            $"{chain.Name}: Envoy on a server {Verdict(chain.Server)}, on a client {Verdict(chain.Client)}{(chain.Identity is null ? "" : $", {chain.Identity}")}, {left} left",
            .. chain.Leaf is { } leaf ? [Line("leaf", leaf)] : Array.Empty<string>(),
            .. chain.Intermediates.Select(one => Line("intermediate", one)),
            .. chain.Roots.Select(one => Line("root", one)),
            .. chain.Reason.Length > 0 ? [$"  refused: {chain.Reason}"] : Array.Empty<string>(),
        ]);
    }

    public static JsonNode ToJson(CaReport report)
    {
        var ca = new CaContent(report.Bundle);
        return new JsonObject
        {
            ["source"] = report.Bundle.Source,
            ["layout"] = report.Bundle.Layout.ToString(),
            ["signing"] = ca.Signing is { } signing ? CertificateFacts.Of(signing).ToJson() : null,
            ["chain"] = CertificateFacts.ToJson(ca.Chain.Select(CertificateFacts.Of)),
            ["roots"] = CertificateFacts.ToJson(ca.Roots.Select(CertificateFacts.Of)),
            ["istiod"] = report.Istiod.ToString(),
            ["server"] = report.Server.ToString(),
            ["client"] = report.Client.ToString(),
            ["findings"] = new JsonArray([.. report.Findings.Select(finding => JsonValue.Create(finding.Code))]),
        };
    }

    private static string Line(string what, Certificate certificate) => Line(what, CertificateFacts.Of(certificate));

    private static string Line(string what, CertificateFacts facts) => $"  {what,-12} {facts.Subject}  {facts.Key}  ends {Certificate.Moment(facts.NotAfter)}  SHA-256 {facts.Fingerprint}";

    private static string Verdict(Judgement judgement) => judgement.Accepts ? "accepts" : "REFUSES";
}
