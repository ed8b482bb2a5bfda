using Mesh.Core.Certificates.Reading;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Rules.GatewayApi;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.Gateways;

/// <summary>The certificates of Secrets that stand in files: order, time, key and names. Those of a cluster are never read.</summary>
/// <param name="time">The clock.</param>
internal sealed class CertificateChains(TimeProvider time) : ILintRule
{
    private const int SoonDays = 30;

    public IReadOnlyList<FindingKind> Kinds => [GatewayObjectFindings.BadChain, GatewayObjectFindings.WrongNames, GatewayObjectFindings.EndsSoon];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var judged = new HashSet<MeshObject>();
        foreach (var (secret, hosts) in Served(mesh).Concat(Listened(mesh)))
        {
            if ((SecretFiles.Value(secret, "tls.crt") ?? SecretFiles.Value(secret, "cert")) is var (content, at))
            {
                Look(secret, hosts, content, at, judged.Add(secret), remarks);
            }
        }
    }

    private static IEnumerable<(MeshObject Secret, IEnumerable<Field> Hosts)> Served(MeshSet mesh) =>
        from gateway in mesh.Of(MeshKind.Gateway)
        from server in gateway.Spec["servers"].Items
        where server["tls"]["credentialName"].Text is { Length: > 0 }
        from ns in Namespaces(mesh, gateway)
        let secret = mesh.Find(MeshKind.Secret, ns, server["tls"]["credentialName"].Text!)
        where secret is not null
        select (secret, server["hosts"].Items);

    // Of several certificates the one with the name is taken, so that only a lone one can have the wrong names.
    private static IEnumerable<(MeshObject Secret, IEnumerable<Field> Hosts)> Listened(MeshSet mesh) =>
        from listener in mesh.Of(MeshKind.ApiGateway).SelectMany(Listener.Of)
        from reference in listener.Certificates
        let secret = mesh.Find(MeshKind.Secret, reference.Namespace, reference.Name)
        where secret is not null
        select (secret, listener.Certificates.Count() == 1 ? [listener.At["hostname"]] : Enumerable.Empty<Field>());

    private static IEnumerable<string> Namespaces(MeshSet mesh, MeshObject gateway) => Inputs.GatewaySecrets.PodNamespaces(mesh, gateway) is { Count: > 0 } known ? known : [gateway.Namespace];

    private void Look(MeshObject secret, IEnumerable<Field> hosts, byte[] content, Field at, bool isFirst, Remarks remarks)
    {
        var file = PemReader.Read(secret.Subject, content);
        var chain = file.Blocks.Where(block => block.IsCertificate).Select(block => CertificateReader.Read(block.Content)).ToList();
        if (isFirst)
        {
            if (Disorder(chain) is { } why || (why = KeyMismatch(secret, chain)) is not null)
            {
                remarks.Find(GatewayObjectFindings.BadChain, at, why);
            }
            else if (chain.MinBy(one => one!.NotAfter) is { } next && next.NotAfter <= time.GetUtcNow().AddDays(SoonDays))
            {
                remarks.Find(GatewayObjectFindings.EndsSoon, at, $"{next} ends {next.NotAfter:yyyy-MM-dd}, in {(next.NotAfter - time.GetUtcNow()).Days} days");
            }
        }

        if (chain is [{ AlternativeNames: { } names }, ..])
        {
            foreach (var host in hosts.Where(host => host.Text is not null && ServerHosts.Name(host.Text) is var name && name != "*" && !names.Any(one => one.Type == GeneralName.Dns && IsNameOf(one.Text, name))))
            {
                remarks.Find(GatewayObjectFindings.WrongNames, host, $"the certificate in {secret.Place} is for {string.Join(", ", names.Where(one => one.Type == GeneralName.Dns).Select(one => one.Text).Take(5))}, and not for {host.Text}");
            }
        }
    }

    private string? Disorder(List<Certificate?> chain)
    {
        if (chain.Count == 0 || chain.Contains(null))
        {
            return chain.Count == 0 ? "it holds no certificate in PEM" : "one of its blocks is no certificate";
        }

        if (chain is [{ IsCa: true } first, _, ..])
        {
            return $"the first certificate is the CA {first}, and the server's own has to be first";
        }

        for (var index = 0; index + 1 < chain.Count; index++)
        {
            if (!chain[index]!.Issuer.Same(chain[index + 1]!.Subject))
            {
                return $"certificate {index + 2} is {chain[index + 1]}, and certificate {index + 1} was issued by '{chain[index]!.Issuer}'";
            }
        }

        var now = time.GetUtcNow();
        return chain.FirstOrDefault(one => one!.NotAfter <= now) is { } ended ? $"{ended} ended {ended.NotAfter:yyyy-MM-dd}"
            : chain.FirstOrDefault(one => one!.NotBefore > now) is { } early ? $"{early} begins {early.NotBefore:yyyy-MM-dd}" : null;
    }

    private static string? KeyMismatch(MeshObject secret, List<Certificate?> chain) =>
        (SecretFiles.Value(secret, "tls.key") ?? SecretFiles.Value(secret, "key")) is var (content, _) && chain is [{ Key: { } own }, ..] && SigningKey.Read(PemReader.Read("tls.key", content)).Public is { } key && !key.Same(own) ? "the key is that of another certificate" : null;

    private static bool IsNameOf(string name, string host) =>
        name.Equals(host, StringComparison.OrdinalIgnoreCase)
        || (name.StartsWith("*.", StringComparison.Ordinal) && host.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 && name.AsSpan(1).Equals(host.AsSpan(dot), StringComparison.OrdinalIgnoreCase));
}
