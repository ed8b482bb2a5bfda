using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Core.Tests.Certificates.Judging;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Istio.Authority.Comparison;

/// <summary>Who accepts whom, and what happens where not everything can be seen.</summary>
public sealed class MatrixTests
{
    private readonly TestAuthority root = TestAuthority.Make("Root CA");

    [Test]
    public async Task Clusters_below_one_root_accept_one_another()
    {
        using var fleet = await PairAsync(Fleet.Authority(root, "east"), Fleet.Authority(root, "west"));

        await fleet.CompareAsync();

        Assert.Multiple(() =>
        {
            Assert.That(fleet.Found, Is.Empty);
            Assert.That(fleet.Cells, Is.EqualTo(new[] { "east→east True", "east→west True", "west→east True", "west→west True" }));
            Assert.That(fleet.Notes, Does.Contain("workloads of  in east   in west").And.Contain("east          accepted  accepted").And.Contain("4 agree"));
            Assert.That(fleet.Report.Items("certificates").Select(one => one.Text("subject")), Has.Some.Contains("CN=Root CA"));
            Assert.That(fleet.Ended.Note, Is.EqualTo("2 clusters, none refuses another"));
        });
    }

    [Test]
    public async Task Trust_has_a_direction()
    {
        var other = TestAuthority.Make("Other Root CA");
        using var fleet = await PairAsync(Fleet.Authority(root, "east", other), Fleet.Authority(other, "west"));

        await fleet.CompareAsync();

        Assert.Multiple(() =>
        {
            Assert.That(fleet.Cells, Is.EqualTo(new[] { "east→east True", "east→west False", "west→east True", "west→west True" }));
            Assert.That(fleet.Found, Is.EqualTo(new[] { "CA093 workloads of east in west" }), "sharing a root is not enough");
            Assert.That(fleet.Journal.Findings[0].Evidence, Does.Contain("Envoy on a server's certificate: refuses: TLS_error").And.Contain(other.Certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256)[..16]));
        });
    }

    [Test]
    public async Task Roots_of_one_name_and_two_keys_are_called_that()
    {
        using var fleet = await PairAsync(Fleet.Authority(root, "east"), Fleet.Authority(TestAuthority.Make("Root CA"), "west"));

        await fleet.CompareAsync();

        Assert.That(fleet.Found, Is.EqualTo(new[] { "CA094 workloads of east in west", "CA094 workloads of west in east" }));
        Assert.That(fleet.Journal.Findings[0].Evidence, Does.Contain("west has a root of the same subject with another key"));
    }

    [Test]
    public async Task A_CA_that_one_role_only_may_use_is_refused_in_the_other()
    {
        var bundle = Fleet.Authority(root, "east");
        bundle.Signing = TestAuthority.Make("Intermediate CA, L=east", root, plan => plan.ExtendedKeyUsage = ["1.3.6.1.5.5.7.3.1"]);
        bundle.With("ca-cert.pem", bundle.Signing.Pem).With("ca-key.pem", bundle.Signing.KeyPem).With("cert-chain.pem", bundle.Signing.Pem);
        using var fleet = await PairAsync(bundle, Fleet.Authority(root, "west"));

        await fleet.CompareAsync();

        Assert.That(fleet.Notes, Does.Contain("east          REFUSED as client  REFUSED as client"));
        Assert.That(fleet.Found, Does.Contain("CA093 workloads of east in west").And.Contain("CA093 workloads of east in east"));
    }

    [Test]
    public async Task What_ends_soon_is_named_once_for_all_clusters_that_have_it()
    {
        var old = TestAuthority.Make("Root CA", null, plan => plan.NotAfter = TestAuthority.Now.AddDays(20));
        using var fleet = await PairAsync(Fleet.Authority(old, "east"), Fleet.Authority(old, "west"));

        await fleet.CompareAsync();

        Assert.That(fleet.Found.Where(found => found.StartsWith("CA020", StringComparison.Ordinal) && found.Contains("Root CA", StringComparison.Ordinal)), Has.One.EndsWith(" in east, west"));
    }

    [Test]
    public async Task A_shared_signing_certificate_is_a_warning()
    {
        var bundle = Fleet.Authority(root, "east");
        using var fleet = await PairAsync(bundle, bundle);

        await fleet.CompareAsync();

        Assert.That(fleet.Journal.Findings.Single().Code, Is.EqualTo("CA039"));
    }

    [Test]
    public async Task A_cluster_under_two_names_is_found_out()
    {
        using var fleet = new Fleet(new ScenarioContext { Name = "east", Server = "https://one.invalid" }, new ScenarioContext { Name = "west", Server = "https://one.invalid" });
        await fleet.InstallAsync("east", Fleet.Authority(root, "east"));

        await fleet.CompareAsync();

        Assert.That(fleet.Found, Is.EqualTo(new[] { "CA096 east and west" }));
        Assert.That(fleet.Journal.Findings[0].Severity, Is.EqualTo(Severity.Error));
    }

    [Test]
    public async Task Without_a_right_to_the_secrets_the_roots_are_compared_and_the_chain_is_not_evaluated()
    {
        using var fleet = new Fleet(
            new ScenarioContext { Name = "east", Server = "https://east.invalid", Denied = [new AccessRule("get", "", "secrets", null)] },
            new ScenarioContext { Name = "west", Server = "https://west.invalid" });
        await fleet.InstallAsync("east", Fleet.Authority(root, "east"));
        await fleet.InstallAsync("west", Fleet.Authority(root, "west"));

        await fleet.CompareAsync();

        Assert.Multiple(() =>
        {
            Assert.That(fleet.Cells, Is.EqualTo(new[] { "east→east unknown", "east→west unknown", "west→east True", "west→west True" }));
            Assert.That(fleet.Found, Is.Empty);
            Assert.That(fleet.Notes, Does.Contain("not evaluated: workloads of east in west: the chain of east's certificates is not known; both trust the same roots"));
            Assert.That(fleet.Ended.Status, Is.EqualTo(StepStatus.NotEvaluated));
        });
    }

    [Test]
    public async Task One_cluster_that_does_not_answer_hides_none_of_the_others_and_is_never_green()
    {
        using var fleet = new Fleet("east", "north", "west");
        await fleet.InstallAsync("east", Fleet.Authority(root, "east"));
        await fleet.InstallAsync("west", Fleet.Authority(root, "west"));
        fleet.Between["north"] = cluster => new Interposed(cluster) { Before = () => throw new MeshException(ExitCode.Unavailable, "no answer from https://north.invalid", "Check the address") };

        Assert.That(() => fleet.CompareAsync(), Fails.With(ExitCode.Unavailable, "north: no answer from https://north.invalid"));

        Assert.That(fleet.Cells, Does.Contain("east→west True").And.Contain("west→east True").And.Contain("east→north unknown"));
        Assert.That(fleet.Notes, Does.Match("north +NOT READ +not known +not known +none seen"));
    }

    [Test]
    public async Task A_cluster_in_which_nothing_may_be_read_ends_the_run_with_77()
    {
        using var fleet = new Fleet(new ScenarioContext { Name = "east", Server = "https://east.invalid", Denied = [new AccessRule("*", "*", "*", null)] }, new ScenarioContext { Name = "west", Server = "https://west.invalid" });
        await fleet.InstallAsync("west", Fleet.Authority(root, "west"));

        Assert.That(() => fleet.CompareAsync(), Fails.With(ExitCode.Forbidden, "east: "));
        Assert.That(fleet.Cells, Does.Contain("west→west True"));
    }

    [Test]
    public async Task A_cluster_without_a_mesh_ends_the_run_with_66()
    {
        using var fleet = new Fleet("east", "west");
        await fleet.InstallAsync("west", Fleet.Authority(root, "west"));

        Assert.That(() => fleet.CompareAsync(), Fails.With(ExitCode.NoInput, "east: there is no mesh: neither secret cacerts nor istio-ca-secret in istio-system"));
    }

    [Test]
    public void Contexts_that_are_refused_are_all_named_before_anything_is_asked()
    {
        using var fleet = new Fleet("east", "west", "north");
        fleet.Between["east"] = _ => throw new InvalidOperationException("nothing may be connected");
        fleet.Options = new() { Clusters = [new() { Name = "east", Context = "east" }, new() { Name = "west", Context = "null" }, new() { Name = "north" }, new() { Name = "south", Context = "${CONTEXT}" }] };

        Assert.That(() => fleet.CompareAsync(), Fails.With(ExitCode.Configuration, "3 of 4 clusters is refused: west: it is the word 'null'").And.Message.Contains("north: it is not set; south: '${CONTEXT}' still holds"));
    }

    [Test]
    public void One_cluster_is_nothing_to_compare()
    {
        using var fleet = new Fleet("east");
        Assert.That(() => fleet.CompareAsync(), Fails.With(ExitCode.Configuration, "there is only one cluster, east"));
        fleet.Options = new();
        Assert.That(() => fleet.CompareAsync(), Fails.With(ExitCode.Configuration, "there are no clusters to compare"));
    }

    [Test]
    public async Task No_private_key_is_told_to_anyone()
    {
        var bundle = Fleet.Authority(root, "east");
        // Where a key does not belong.
        bundle.With("root-cert.pem", root.Pem + bundle.Signing.KeyPem);
        using var fleet = await PairAsync(bundle, Fleet.Authority(root, "west"));

        await fleet.CompareAsync();

        Assert.That(fleet.Found, Has.Some.StartsWith("CA004 configmap/istio-ca-root-cert in beta, default, istio-system and 1 more of east"));
        var told = fleet.Notes + fleet.Report.ToJsonString() + string.Join('\n', fleet.Journal.Findings);
        Assert.That(bundle.Signing.KeyPem.Split('\n').Where(line => line.Length > 20 && told.Contains(line, StringComparison.Ordinal)), Is.Empty);
    }

    [TestCase("a.example", "a.example", new string[0])]
    [TestCase("a.example", "b.example", new[] { "CA095 trust domain of east", "CA095 trust domain of west" })]
    [TestCase("a.example", "b.example\ntrustDomainAliases: [a.example]", new[] { "CA095 trust domain of east" })]
    public async Task Trust_domains_have_a_direction_too(string east, string west, string[] expected)
    {
        using var fleet = await PairAsync(Fleet.Authority(root, "east"), Fleet.Authority(root, "west"));
        await fleet.ConfigMapAsync("east", "istio-system", "istio", "mesh", $"trustDomain: {east}\n");
        await fleet.ConfigMapAsync("west", "istio-system", "istio", "mesh", $"trustDomain: {west}\n");

        await fleet.CompareAsync();

        Assert.That(fleet.Found, Is.EqualTo(expected));
        Assert.That(fleet.Report.Items("clusters").First().Text("trustDomain"), Is.EqualTo("a.example"));
    }

    [Test]
    public async Task The_configured_trust_domain_counts_for_all()
    {
        using var fleet = await PairAsync(Fleet.Authority(root, "east"), Fleet.Authority(root, "west"));
        await fleet.ConfigMapAsync("east", "istio-system", "istio", "mesh", "trustDomain: [not, a, name\n");
        await fleet.ConfigMapAsync("west", "istio-system", "istio", "mesh", "accessLogFile: /dev/stdout\n");
        fleet.Options = fleet.Options with { Certificates = new() { TrustDomain = "mesh.example" } };

        await fleet.CompareAsync();

        Assert.That(fleet.Found, Is.EqualTo(new[] { "CA095 trust domain of west" }));
        Assert.That(fleet.Notes, Does.Contain("not evaluated: east: its trust domain: "));
    }

    private static async Task<Fleet> PairAsync(TestBundle east, TestBundle west)
    {
        var fleet = new Fleet("east", "west");
        await fleet.InstallAsync("east", east);
        return await fleet.InstallAsync("west", west);
    }
}
