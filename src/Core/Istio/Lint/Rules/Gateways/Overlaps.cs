using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.Gateways;

/// <summary>Servers of the same pods that get in each other's way.</summary>
internal sealed class Overlaps : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [GatewayObjectFindings.DuplicateHosts, GatewayObjectFindings.SameCertificate, GatewayObjectFindings.PortClash, GatewayObjectFindings.RedirectToNowhere];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var gateways = mesh.Of(MeshKind.Gateway).OrderBy(gateway => gateway.Created).ThenBy(gateway => gateway.Namespace, StringComparer.Ordinal).ThenBy(gateway => gateway.Name, StringComparer.Ordinal);
        foreach (var servers in gateways.SelectMany(gateway => gateway.Spec["servers"].Items).GroupBy(server => ServerHosts.Pods(mesh, server.Object)))
        {
            var all = servers.ToList();
            foreach (var ofPort in all.Where(server => server["port"]["number"].Whole is not null).GroupBy(server => (server["port"]["number"].Whole, server["bind"].Text)))
            {
                Hosts([.. ofPort], remarks);
                Protocols([.. ofPort], remarks);
            }

            Certificates(all, remarks);
            Redirects(all, remarks);
        }
    }

    private static void Hosts(IReadOnlyList<Field> servers, Remarks remarks)
    {
        var seen = new Dictionary<string, Field>(StringComparer.OrdinalIgnoreCase);
        foreach (var host in servers.SelectMany(server => server["hosts"].Items).Where(host => host.Text is not null))
        {
            // Hosts for the VirtualServices of different namespaces share a name and nothing else.
            var name = host.Text!.Replace("./", $"{host.Object.Namespace}/", StringComparison.Ordinal);
            if (!seen.TryAdd(name.StartsWith("*/", StringComparison.Ordinal) ? name[2..] : name, host) && seen[name.StartsWith("*/", StringComparison.Ordinal) ? name[2..] : name] is { } earlier)
            {
                remarks.Find(GatewayObjectFindings.DuplicateHosts, host, $"{host.Text} on port {servers[0]["port"]["number"].Whole} stands at {earlier.Object.Place} too{(ReferenceEquals(earlier.Object, host.Object) && earlier.Line is { } line ? $", in line {line}" : "")}");
            }
        }
    }

    private static void Protocols(IReadOnlyList<Field> servers, Remarks remarks)
    {
        var first = servers[0]["port"]["protocol"];
        foreach (var other in servers.Skip(1).Select(server => server["port"]["protocol"]).Where(other => Family(other.Text) != Family(first.Text)))
        {
            remarks.Find(GatewayObjectFindings.PortClash, other, $"port {servers[0]["port"]["number"].Whole} is {other.Text} here and {first.Text} at {first.Object.Place}");
        }
    }

    // HTTPS that ends here and TLS that goes through can share a port, told apart by the name in the handshake.
    private static string Family(string? protocol) => protocol?.ToUpperInvariant() switch { "HTTPS" or "TLS" => "TLS", "HTTP" or "HTTP2" or "GRPC" or "GRPC-WEB" => "HTTP", var other => other ?? "" };

    private static void Certificates(IReadOnlyList<Field> servers, Remarks remarks)
    {
        var seen = new Dictionary<string, Field>(StringComparer.Ordinal);
        foreach (var name in servers.Select(server => server["tls"]["credentialName"]).Where(name => name.Text is { Length: > 0 }))
        {
            if (!seen.TryAdd(name.Text!, name) && !ReferenceEquals(seen[name.Text!].Object, name.Object))
            {
                remarks.Find(GatewayObjectFindings.SameCertificate, name, $"{name.Text} is the certificate of {seen[name.Text!].Object.Place} too");
            }
        }
    }

    private static void Redirects(IReadOnlyList<Field> servers, Remarks remarks)
    {
        var secure = servers.Where(server => server["port"]["protocol"].Text?.ToUpperInvariant() is "HTTPS" or "TLS" && server["tls"]["mode"].Text is not "AUTO_PASSTHROUGH").SelectMany(server => server["hosts"].Texts).Select(ServerHosts.Name).ToList();
        foreach (var server in servers.Where(server => server["tls"]["httpsRedirect"].Flag == true))
        {
            if (server["hosts"].Texts.Select(ServerHosts.Name).FirstOrDefault(host => !secure.Exists(one => HostSet.Covers(one, host) || HostSet.Covers(host, one))) is { } lost)
            {
                remarks.Find(GatewayObjectFindings.RedirectToNowhere, server["tls"]["httpsRedirect"], $"{lost} is redirected, and {(secure.Count == 0 ? "there is no HTTPS server" : $"HTTPS servers let in {string.Join(", ", secure.Distinct().Take(5))}")}");
            }
        }
    }
}
