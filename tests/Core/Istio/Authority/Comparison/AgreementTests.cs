using Mesh.Core.Model.Objects;
using Mesh.Core.Tests.Certificates.Judging;

namespace Mesh.Core.Tests.Istio.Authority.Comparison;

/// <summary>Whether every place of a cluster says what its istiod trusts.</summary>
public sealed class AgreementTests : IDisposable
{
    private readonly TestAuthority root = TestAuthority.Make("Root CA");
    private readonly TestAuthority old = TestAuthority.Make("Root CA");
    private readonly Fleet fleet = new("east", "west");

    [SetUp]
    public async Task InstallAsync()
    {
        await fleet.InstallAsync("east", Fleet.Authority(root, "east"));
        await fleet.InstallAsync("west", Fleet.Authority(root, "west"));
    }

    public void Dispose() => fleet.Dispose();

    [Test]
    public async Task A_stale_ConfigMap_is_found_with_both_fingerprints()
    {
        await fleet.TellAsync("east", "beta", old.Pem);

        await fleet.CompareAsync();

        Assert.That(fleet.Found, Is.EqualTo(new[] { "CA090 configmap/istio-ca-root-cert in beta of east" }));
        Assert.That(fleet.Journal.Findings[0].Evidence, Does.Contain($"it lacks SHA-256 {Fingerprint(root)}").And.Contain($"it has SHA-256 {Fingerprint(old)}").And.Contain("same subject"));
        Assert.That(fleet.Notes, Does.Contain("1 of 4 DIFFER"));
    }

    [Test]
    public async Task Many_namespaces_with_the_same_fault_are_one_finding()
    {
        foreach (var ns in new[] { "delta", "gamma" })
        {
            await fleet.PutAsync("east", Fleet.Json($$"""{ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "{{ns}}" } }"""));
        }

        foreach (var ns in Fleet.Namespaces.Append("delta").Append("gamma").Where(ns => ns != "istio-system"))
        {
            await fleet.TellAsync("east", ns, old.Pem);
        }

        await fleet.CompareAsync();

        Assert.That(fleet.Found, Is.EqualTo(new[] { "CA090 configmap/istio-ca-root-cert in beta, default, delta and 2 more of east" }));
    }

    [Test]
    public async Task A_root_more_than_istiod_s_is_a_warning()
    {
        await fleet.TellAsync("east", "beta", root.Pem + old.Pem);

        await fleet.CompareAsync();

        Assert.That(fleet.Found, Is.EqualTo(new[] { "CA091 configmap/istio-ca-root-cert in beta of east" }));
    }

    [Test]
    public async Task The_order_and_the_line_endings_of_a_list_of_roots_do_not_matter()
    {
        await fleet.SecretAsync("east", "cacerts", Fleet.Authority(root, "east", old).Files);
        foreach (var ns in Fleet.Namespaces)
        {
            await fleet.TellAsync("east", ns, $"# roots\r\n{(old.Pem + root.Pem).ReplaceLineEndings("\r\n")}");
        }

        await fleet.CompareAsync();

        Assert.That(fleet.Journal.Findings.Where(finding => finding.Subject.StartsWith("configmap/", StringComparison.Ordinal)), Is.Empty);
    }

    [TestCase("")]
    [TestCase("no certificate at all")]
    [TestCase("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [TestCase("-----BEGIN CERTIFICATE-----\n!!!")]
    public async Task What_is_no_root_is_told_as_that(string text)
    {
        await fleet.TellAsync("east", "beta", text);

        await fleet.CompareAsync();

        Assert.That(fleet.Found, Is.EqualTo(new[] { "CA099 configmap/istio-ca-root-cert in beta of east" }));
    }

    [Test]
    public async Task A_huge_list_is_not_read()
    {
        await fleet.TellAsync("east", "beta", string.Concat(Enumerable.Repeat(root.Pem, 2000)));

        await fleet.CompareAsync();

        Assert.That(fleet.Found, Is.EqualTo(new[] { "CA099 configmap/istio-ca-root-cert in beta of east" }));
        Assert.That(fleet.Journal.Findings[0].Evidence, Has.Length.LessThan(500));
    }

    [Test]
    public async Task A_ConfigMap_without_its_key_is_empty()
    {
        await fleet.PutAsync("east", Fleet.Json("""{ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "gamma" } }"""));
        await fleet.ConfigMapAsync("east", "gamma", "istio-ca-root-cert", "ca.pem", root.Pem);

        await fleet.CompareAsync();

        Assert.That(fleet.Found, Is.EqualTo(new[] { "CA099 configmap/istio-ca-root-cert in gamma of east" }));
    }

    [Test]
    public async Task Namespaces_without_the_ConfigMap_are_named_but_for_those_istiod_leaves_out()
    {
        foreach (var ns in new[] { "gamma", "local-path-storage" })
        {
            await fleet.PutAsync("east", Fleet.Json($$"""{ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "{{ns}}" } }"""));
        }

        await fleet.CompareAsync();

        Assert.That(fleet.Found, Is.EqualTo(new[] { "CA092 configmap/istio-ca-root-cert of east" }));
        Assert.That(fleet.Journal.Findings[0].Evidence, Is.EqualTo("1 namespace without it: gamma"));
    }

    [Test]
    public async Task Namespaces_that_istiod_does_not_discover_need_none()
    {
        await fleet.PutAsync("east", Fleet.Json("""{ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "gamma" } }"""));
        await fleet.ConfigMapAsync("east", "istio-system", "istio", "mesh", "discoverySelectors: [{ matchLabels: { mesh: 'on' } }]\n");

        await fleet.CompareAsync();

        Assert.That(fleet.Found, Is.Empty);
    }

    [TestCase("istio-sidecar-injector", "MutatingWebhookConfiguration")]
    [TestCase("istio-revision-tag-default", "MutatingWebhookConfiguration")]
    [TestCase("istio-validator-istio-system", "ValidatingWebhookConfiguration")]
    [TestCase("istiod-default-validator", "ValidatingWebhookConfiguration")]
    public async Task A_webhook_with_another_root_is_found(string name, string kind)
    {
        await fleet.WebhookAsync("east", name, old.Pem, kind);
        await fleet.WebhookAsync("west", name, root.Pem, kind);

        await fleet.CompareAsync();

        Assert.That(fleet.Found, Is.EqualTo(new[] { $"CA090 caBundle of {kind.ToLowerInvariant()}/{name} of east" }));
    }

    [Test]
    public async Task A_webhook_without_a_root_is_found_and_those_of_others_are_left_alone()
    {
        await fleet.WebhookAsync("east", "istio-sidecar-injector", "");
        await fleet.WebhookAsync("east", "istio-sidecar-injector-other", old.Pem, ns: "other-system");
        await fleet.WebhookAsync("east", "cert-manager-webhook", old.Pem);

        await fleet.CompareAsync();

        Assert.That(fleet.Found, Is.EqualTo(new[] { "CA099 caBundle of mutatingwebhookconfiguration/istio-sidecar-injector of east" }));
    }

    [Test]
    public async Task A_secret_that_istiod_has_not_looked_at_is_not_what_counts()
    {
        // istiod made its own CA and told everyone; then came cacerts.
        var own = new TestBundle { Root = old };
        own.With("ca-cert.pem", old.Pem).With("ca-key.pem", old.KeyPem);
        await fleet.InstallAsync("east", own, "istio-ca-secret");

        await fleet.CompareAsync();

        Assert.That(fleet.Found, Does.Contain("CA097 secret/cacerts in istio-system of east").And.Contain("CA094 workloads of east in west").And.Contain("CA094 workloads of west in east"));
        Assert.That(fleet.Journal.Findings.Where(finding => finding.Subject.StartsWith("configmap/", StringComparison.Ordinal)), Is.Empty, "all places agree with what istiod uses");
        Assert.That(fleet.Report.Items("clusters").First().Text("signsWith"), Is.EqualTo("secret/istio-ca-secret in istio-system of east"));
    }

    private static string Fingerprint(TestAuthority authority) => authority.Certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256);
}
