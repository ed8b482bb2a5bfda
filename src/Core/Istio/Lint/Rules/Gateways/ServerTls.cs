using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.Gateways;

/// <summary>What a server says of TLS, by itself.</summary>
internal sealed class ServerTls : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [GatewayObjectFindings.TlsContradiction, GatewayObjectFindings.NoCertificate, GatewayObjectFindings.AutoPassthrough, GatewayObjectFindings.AnyHost, GatewayObjectFindings.OldTls];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var server in mesh.Of(MeshKind.Gateway).SelectMany(gateway => gateway.Spec["servers"].Items))
        {
            var (tls, protocol) = (server["tls"], server["port"]["protocol"].Text?.ToUpperInvariant() ?? "");
            // Without a mode it is SIMPLE, unless it only redirects.
            var mode = tls["mode"].Text ?? (tls.IsThere && tls["httpsRedirect"].Flag != true ? "SIMPLE" : null);
            if (Contradiction(server, tls, protocol, mode) is var (at, evidence))
            {
                remarks.Find(GatewayObjectFindings.TlsContradiction, at, evidence);
            }
            else if (mode is "SIMPLE" or "MUTUAL" or "OPTIONAL_MUTUAL" && protocol is "HTTPS" or "TLS" && !Names(tls))
            {
                remarks.Find(GatewayObjectFindings.NoCertificate, tls["mode"], $"{mode} without credentialName");
            }

            var hosts = server["hosts"].Items.Where(host => host.Text is not null).ToList();
            if (mode is "AUTO_PASSTHROUGH" && hosts.Find(host => !ServerHosts.Name(host.Text!).EndsWith(".local", StringComparison.Ordinal)) is { } wide)
            {
                remarks.Find(GatewayObjectFindings.AutoPassthrough, wide, $"AUTO_PASSTHROUGH for host {wide.Text}");
            }
            else if (hosts.Find(host => host.Text is "*" or "*/*") is { } any)
            {
                remarks.Find(GatewayObjectFindings.AnyHost, any, $"host {any.Text} on port {server["port"]["number"].Whole}");
            }

            if (tls["minProtocolVersion"] is { Text: "TLSV1_0" or "TLSV1_1" } old)
            {
                remarks.Find(GatewayObjectFindings.OldTls, old, $"minProtocolVersion {old.Text}");
            }
        }
    }

    private static (Field At, string Evidence)? Contradiction(Field server, Field tls, string protocol, string? mode)
    {
        var redirect = tls["httpsRedirect"];
        return (protocol, mode) switch
        {
            ("HTTPS", _) when !tls.IsThere => (server["port"]["protocol"], "protocol HTTPS without tls"),
            ("HTTPS" or "TLS", _) when redirect.Flag == true => (redirect, $"httpsRedirect on a port of {protocol}, to which nobody comes in plain text"),
            ("HTTP" or "HTTP2" or "GRPC", not null) when tls["mode"].IsThere => (tls["mode"], $"mode {mode} on a port of protocol {protocol}, which is plain text"),
            ("HTTP" or "HTTP2" or "GRPC", _) when tls["credentialName"].IsThere => (tls["credentialName"], $"credentialName on a port of protocol {protocol}, which is plain text"),
            ("HTTPS", "PASSTHROUGH" or "AUTO_PASSTHROUGH") when server["hosts"].IsThere && mode is "AUTO_PASSTHROUGH" => (server["port"]["protocol"], "AUTO_PASSTHROUGH with protocol HTTPS, where TLS is meant"),
            (_, "PASSTHROUGH" or "AUTO_PASSTHROUGH" or "ISTIO_MUTUAL") when Names(tls) => (Named(tls)!, $"mode {mode} with {Named(tls)!.Key}, which nobody looks at"),
            ("TCP", "SIMPLE" or "MUTUAL" or "PASSTHROUGH" or "AUTO_PASSTHROUGH") => (tls, $"mode {mode} on a port of protocol TCP, where TLS is meant"),
            _ => null,
        };
    }

    private static bool Names(Field tls) => Named(tls) is not null;

    private static Field? Named(Field tls) => new[] { tls["credentialName"], tls["serverCertificate"], tls["credentialNames"], tls["tlsCertificates"] }.FirstOrDefault(field => field.IsThere && field.Text is not "");
}
