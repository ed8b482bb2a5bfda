using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Tests.Certificates.Judging;
using Mesh.Core.Tests.Istio.Authority.Comparison;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Istio.Authority;

/// <summary>What istiod and Envoy make of the CA that lies in a cluster, and which one istiod uses.</summary>
public sealed class LiveVerificationTests : IDisposable
{
    private readonly TestAuthority root = TestAuthority.Make("Root CA");
    private readonly Fleet fleet = new("east");

    public LiveVerificationTests() => fleet.Options = new() { Cluster = new() { Context = "east" } };

    public void Dispose() => fleet.Dispose();

    [Test]
    public async Task A_CA_that_istiod_tells_its_namespace_of_is_the_one_it_uses()
    {
        await fleet.InstallAsync("east", Fleet.Authority(root, "east"));
        await fleet.VerifyAsync();

        Assert.That(fleet.Found, Is.Empty);
        Assert.That(fleet.Notes, Does.Contain("istiod of east uses secret/cacerts in istio-system of east, istiod runs since 2026-11-21 07:5")
            .And.Contain("secret/cacerts in istio-system of east: istiod accepts, Envoy on a server accepts, on a client accepts"));
    }

    [Test]
    public async Task The_layout_of_cert_manager_is_read()
    {
        var bundle = Fleet.Authority(root, "east");
        var tls = new Dictionary<string, byte[]> { ["tls.crt"] = bundle.Files["ca-cert.pem"], ["tls.key"] = bundle.Files["ca-key.pem"], ["ca.crt"] = bundle.Files["root-cert.pem"] };
        await fleet.SecretAsync("east", "cacerts", tls);
        await fleet.TellAsync("east", "istio-system", root.Pem);

        await fleet.VerifyAsync();

        Assert.That(fleet.Found, Is.Empty);
        Assert.That(fleet.Notes, Does.Contain("istiod accepts"));
    }

    [Test]
    public async Task What_is_wrong_with_it_is_found_as_in_a_folder()
    {
        var bundle = Fleet.Authority(root, "east");
        bundle.With("ca-key.pem", TestAuthority.Make("Other").KeyPem);
        await fleet.InstallAsync("east", bundle);

        await fleet.VerifyAsync();

        Assert.That(fleet.Found, Is.EqualTo(new[] { "CA006 ca-key.pem in secret/cacerts in istio-system of east" }));
    }

    [Test]
    public async Task A_secret_that_came_after_istiod_is_not_in_use_yet()
    {
        var own = TestAuthority.Make("cluster.local");
        await fleet.InstallAsync("east", new TestBundle { Root = own }.With("ca-cert.pem", own.Pem).With("ca-key.pem", own.KeyPem), "istio-ca-secret");
        await fleet.SecretAsync("east", "cacerts", Fleet.Authority(root, "east").Files);

        await fleet.VerifyAsync();

        Assert.That(fleet.Found, Has.One.EqualTo("CA097 secret/cacerts in istio-system of east"));
        Assert.That(fleet.Journal.Findings.Single(finding => finding.Code == "CA097").Evidence, Does.Match("the secret was made 2026-11-21 08:00:00Z, istiod started 2026-11-21 07:5.*signs with secret/istio-ca-secret"));
        Assert.That(fleet.Notes, Does.Contain("istiod of east uses secret/istio-ca-secret in istio-system of east"));
    }

    [Test]
    public async Task What_is_wrong_with_a_CA_that_nobody_uses_is_no_finding()
    {
        var own = TestAuthority.Make("cluster.local", null, plan => plan.NotAfter = TestAuthority.Now.AddHours(-1));
        await fleet.SecretAsync("east", "istio-ca-secret", new TestBundle { Root = own }.With("ca-cert.pem", own.Pem).With("ca-key.pem", own.KeyPem).Files);
        await fleet.InstallAsync("east", Fleet.Authority(root, "east"));

        await fleet.VerifyAsync();

        Assert.That(fleet.Found, Is.Empty);
        Assert.That(fleet.Notes, Does.Contain("secret/istio-ca-secret in istio-system of east: istiod REFUSES"));
    }

    [Test]
    public async Task A_secret_that_istiod_wrote_itself_is_in_use()
    {
        var bundle = Fleet.Authority(root, "east").With("istio-generated", "");
        await fleet.SecretAsync("east", "cacerts", bundle.Files);

        await fleet.VerifyAsync();

        Assert.That(fleet.Found, Is.Empty);
    }

    [Test]
    public void Where_there_is_none_the_run_ends_with_66() => Assert.That(() => fleet.VerifyAsync(), Fails.With(ExitCode.NoInput, "there is no CA in istio-system of east: neither secret cacerts nor istio-ca-secret is there"));

    [Test]
    public void A_folder_and_the_cluster_are_not_examined_together() => Assert.That(() => fleet.VerifyAsync("./ca/east"), Fails.With(ExitCode.Usage, "--live and './ca/east' are both given"));

    [Test]
    public void A_refused_context_is_78()
    {
        fleet.Options = new() { Cluster = new() { Context = "null" } };
        Assert.That(() => fleet.VerifyAsync(), Fails.With(ExitCode.Configuration, "the kube context is refused"));
        fleet.Options = new();
        Assert.That(() => fleet.VerifyAsync(), Fails.With(ExitCode.Configuration, "it is not set"));
    }

    [Test]
    public void Secrets_that_may_not_be_read_are_77()
    {
        using var denied = new Fleet(new ScenarioContext { Name = "east", Denied = [new AccessRule("get", "", "secrets", null)] });
        Assert.That(() => denied.VerifyAsync(), Fails.With(ExitCode.Forbidden, "secrets"));
    }

    [Test]
    public async Task Whether_it_is_in_use_is_not_evaluated_where_pods_may_not_be_listed()
    {
        using var limited = new Fleet(new ScenarioContext { Name = "east", Denied = [new AccessRule("list", "", "pods", null)] });
        await limited.InstallAsync("east", Fleet.Authority(root, "east"));
        limited.Options = new() { Cluster = new() { Context = "east" } };

        await limited.VerifyAsync();

        Assert.That(limited.Found, Is.Empty);
        Assert.That(limited.Ended.Status, Is.EqualTo(StepStatus.NotEvaluated));
    }

    [Test]
    public async Task Several_clusters_are_examined_where_no_single_one_is_configured()
    {
        using var both = new Fleet("east", "west");
        await both.InstallAsync("east", Fleet.Authority(root, "east"));
        await both.InstallAsync("west", Fleet.Authority(root, "west"));

        await both.VerifyAsync();

        Assert.That(both.Notes, Does.Contain("istiod of east uses").And.Contain("istiod of west uses"));
    }
}
