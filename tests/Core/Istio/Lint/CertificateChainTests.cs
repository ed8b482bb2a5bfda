using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using static Mesh.Core.Tests.Istio.Lint.GatewayCertificates;

namespace Mesh.Core.Tests.Istio.Lint;

/// <summary>Secrets with certificates in files: order, time, key and names.</summary>
public sealed class CertificateChainTests
{
    private static IEnumerable<TestCaseData> Chains()
    {
        yield return Case("in order", [Leaf(), Middle], LeafKey, "");
        yield return Case("the leaf alone", [Leaf()], LeafKey, "");
        yield return Case("intermediate first", [Middle, Leaf()], LeafKey, "GWY004 17: the first certificate is the CA");
        yield return Case("root in between", [Leaf(), Root, Middle], LeafKey, "GWY004 17: certificate 2 is");
        yield return Case("ended", [Leaf(until: Now.AddDays(-1)), Middle], LeafKey, "GWY004 17: ");
        yield return Case("soon", [Leaf(until: Now.AddDays(20)), Middle], LeafKey, "GWY017 17: ");
        yield return Case("not so soon", [Leaf(until: Now.AddDays(31)), Middle], LeafKey, "");
        yield return Case("not yet", [Leaf(from: Now.AddDays(1)), Middle], LeafKey, "GWY004 17: ");
        yield return Case("another key", [Leaf(), Middle], MiddleKey, "GWY004 17: the key is that of another certificate");
        yield return Case("other names", [Leaf("www.example.org"), Middle], LeafKey, "GWY016 9: the certificate in secret/shop in infra at case.yaml:15 is for www.example.org, and not for shop.example.com");
        yield return Case("a wildcard", [Leaf("*.example.com"), Middle], LeafKey, "");
        yield return Case("a wildcard too deep", [Leaf("*.com"), Middle], LeafKey, "GWY016 9: ");
        yield return new TestCaseData(Manifest("no certificate", "no key"), new[] { "GWY004 17: it holds no certificate in PEM" }).SetArgDisplayNames("no PEM");
    }

    [TestCaseSource(nameof(Chains))]
    public void A_chain_is_judged_as_a_client_would(string manifest, string[] expected)
    {
        var found = CaseFile.Find(manifest).Select(finding => $"{finding.Code} {finding.Line}: {finding.Evidence}").ToList();
        Assert.That(found, Has.Count.EqualTo(expected.Length), string.Join('\n', found));
        foreach (var (one, start) in found.Order(StringComparer.Ordinal).Zip(expected))
        {
            Assert.That(one, Does.StartWith(start));
        }
    }

    [Test]
    public void Listeners_of_the_Gateway_API_are_judged_as_servers_are()
    {
        var text = Manifest(Pem([Leaf("www.example.org"), Middle]), LeafKey.ExportPkcs8PrivateKeyPem());
        var listener = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: { name: shop, namespace: infra }
            spec:
              listeners:
                - { name: https, port: 443, protocol: HTTPS, hostname: shop.example.com, tls: { certificateRefs: [{ name: shop }] } }
            """;
        var found = CaseFile.Find(listener + "\n" + text[text.IndexOf("---", StringComparison.Ordinal)..]).Single();
        Assert.That((found.Code, found.Line, found.Evidence), Is.EqualTo(("GWY016", 6, "the certificate in secret/shop in infra at case.yaml:11 is for www.example.org, and not for shop.example.com")));
    }

    [Test]
    public void No_private_key_is_in_a_finding()
    {
        var text = Manifest(Pem([Leaf(), Middle]), MiddleKey.ExportPkcs8PrivateKeyPem());
        var told = string.Concat(CaseFile.Find(text).Select(finding => finding.Evidence + finding.Subject));
        Assert.That(told, Is.Not.Empty.And.Not.Contain(Convert.ToBase64String(MiddleKey.ExportPkcs8PrivateKey())[20..60]));
    }

    private static TestCaseData Case(string name, X509Certificate2[] chain, ECDsa key, params string[] expected) =>
        new TestCaseData(Manifest(Pem(chain), key.ExportPkcs8PrivateKeyPem()), expected.Where(one => one.Length > 0).ToArray()).SetArgDisplayNames(name);

    private static string Manifest(string chain, string key) => $$"""
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: { name: shop, namespace: infra }
        spec:
          selector: { istio: ingress }
          servers:
            - port: { number: 443, name: https, protocol: HTTPS }
              hosts:
                - shop.example.com
              tls: { mode: SIMPLE, credentialName: shop }
        ---
        apiVersion: v1
        kind: Secret
        type: kubernetes.io/tls
        metadata: { name: shop, namespace: infra }
        data:
          tls.crt: {{Convert.ToBase64String(Encoding.ASCII.GetBytes(chain))}}
          tls.key: {{Convert.ToBase64String(Encoding.ASCII.GetBytes(key))}}
        """;
}
