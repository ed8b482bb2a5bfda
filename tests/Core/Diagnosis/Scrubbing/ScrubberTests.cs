using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Mesh.Core.Diagnosis.Scrubbing;

namespace Mesh.Core.Tests.Diagnosis.Scrubbing;

public sealed class ScrubberTests
{
    private const string Token = "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJpc3MiOiJrdWJlcm5ldGVzIiwic3ViIjoieCJ9.c2lnbmF0dXJl";

    [TestCase("Authorization: Bearer abc.def-123", "abc.def")]
    [TestCase("authorization: Basic dXNlcjpwYXNz", "dXNlcjpwYXNz")]
    [TestCase("curl -H 'Authorization: Bearer s3cr3tt0ken' https://x", "s3cr3tt0ken")]
    [TestCase("\"authorization\":\"Bearer abcdefgh12\"", "abcdefgh12")]
    [TestCase("{\\\"password\\\":\\\"hunter2\\\"}", "hunter2")]
    [TestCase("DB_PASSWORD=hunter2", "hunter2")]
    [TestCase("postgres://admin:hunter2@db:5432/x", "hunter2")]
    [TestCase("helm upgrade --set x=1 --password hunter2 web", "hunter2")]
    [TestCase("--client-secret=hunter2", "hunter2")]
    [TestCase("password: hunter2", "hunter2")]
    [TestCase("  - apiKey: hunter2\n  - b: 1", "hunter2")]
    [TestCase("connecting with password: hunter22 to db", "hunter22")]
    [TestCase("AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wJalrXUtnFEMI")]
    [TestCase("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wJalrXUtnFEMI")]
    [TestCase("https://s3.amazonaws.com/x?X-Amz-Signature=fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024&a=1", "fe5f80f77d5fa3")]
    [TestCase("remote: ghp_abcdefghijklmnopqrstuvwxyz0123456789", "ghp_abc")]
    [TestCase("Set-Cookie: session=0123456789abcdef; Path=/", "0123456789abcdef")]
    [TestCase("token " + Token + " was refused", "eyJpc3Mi")]
    [TestCase("client-key-data: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlFb3dJQkFBS0NBUUVB", "LS0tLS1C")]
    public void A_secret_goes(string text, string secret)
    {
        var clean = Scrubber.Text(text);
        Assert.That(clean, Does.Not.Contain(secret).And.Contain(Scrubber.Mask));
        Assert.That(Scrubber.Text(clean), Is.EqualTo(clean), "a second time it stays");
    }

    [TestCase("MountVolume.SetUp failed for volume \"istiod-ca-cert\" : configmap \"istio-ca-root-cert\" not found")]
    [TestCase("Failed to pull image \"x\": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed")]
    [TestCase("denied: Your authorization token has expired. Reauthenticate and try again.")]
    [TestCase("Failed to authenticate client from 10.0.1.5:41234: Authenticator ClientCertAuthenticator: no verified chain is found; Authenticator KubeJWTAuthenticator: failed to validate the JWT from cluster \"Kubernetes\": token audiences [x] is invalid for the target audiences [istio-ca]")]
    [TestCase("error in cryptographic primitive, token has expired")]
    [TestCase("couldn't find key password in Secret beta/db")]
    [TestCase("service account UID (1234) does not match claim (5678)")]
    [TestCase("basic constraints and bearer token are words")]
    [TestCase("exec /usr/local/bin/pilot-discovery: exec format error")]
    [TestCase("Use plugged-in cert at etc/cacerts/ca-key.pem")]
    [TestCase("secret: kubernetes://dev-locust-cert, credentialName: dev-locust-cert")]
    [TestCase("automountServiceAccountToken: false")]
    [TestCase("PASSWORD=$(DB_PASSWORD) token=true")]
    [TestCase("certificate: x509: certificate signed by unknown authority")]
    [TestCase("docker.io/istio/pilot@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void What_tells_of_a_failure_stays(string text) => Assert.That(Scrubber.Text(text), Is.EqualTo(text));

    [Test]
    public void A_private_key_goes_in_every_form_and_a_certificate_stays()
    {
        using var rsa = RSA.Create(2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=istiod", ec, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        string[] keys = [rsa.ExportPkcs8PrivateKeyPem(), rsa.ExportRSAPrivateKeyPem(), ec.ExportECPrivateKeyPem(), ec.ExportPkcs8PrivateKeyPem()];
        foreach (var pem in keys)
        {
            var inner = pem.Split('\n')[1];
            var middle = string.Join('\n', pem.Split('\n').Skip(1));
            var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(pem));
            var wrapped = string.Join('\n', base64.Chunk(76).Select(line => new string(line)));
            var der = Convert.ToBase64String(PemBytes(pem));
            string[] forms = [pem, pem.Replace("\n", "\\n", StringComparison.Ordinal), pem.Replace("\n", "\r\n", StringComparison.Ordinal), pem[..(pem.Length / 2)], middle, base64, wrapped, der, $"{{\"data\":\"{base64}\"}}", Convert.ToBase64String(Encoding.UTF8.GetBytes(base64))];
            foreach (var form in forms)
            {
                var clean = Scrubber.Text($"before\n{form}\nafter");
                Assert.That(clean, Does.Not.Contain(inner[..16]).And.Not.Contain(base64[60..100]).And.StartWith("before"), form);
            }
        }

        var public_ = certificate.ExportCertificatePem();
        Assert.That(Scrubber.Text(public_), Is.EqualTo(public_));
        var bundle = Convert.ToBase64String(Encoding.UTF8.GetBytes(public_));
        Assert.That(Scrubber.Text(bundle), Is.EqualTo(bundle));
    }

    [Test]
    public void A_hostile_text_takes_no_time()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        foreach (var piece in new[] { "a", "password", "eyJ", "-----BEGIN PRIVATE KEY-----", "://x", "\\\"token\\\":", "key=", "AKIA", "A\n", "-----END " })
        {
            Scrubber.Text(string.Concat(Enumerable.Repeat(piece, 200_000 / piece.Length)));
        }

        // Far above what it takes; a pattern that backtracks would need hours.
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
    }

    private static byte[] PemBytes(string pem) => Convert.FromBase64String(string.Concat(pem.Split('\n').Where(line => !line.StartsWith('-'))));
}
