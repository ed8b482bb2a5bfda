using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Diagnosis.Tctl;

/// <summary>What is said of tctl's active profile.</summary>
public sealed class TctlCheckTests
{
    private const string Good = """
        current_profile: gke-tsb
        profiles:
          default: { cluster: default, username: admin-user }
          gke-tsb: { cluster: gke-tsb, username: gke-user }
        clusters:
          gke-tsb: { bridge_address: "tsb.example.com:8443" }
        users:
          gke-user: { org: tetrate, tenant: payments, token: eyJtokenOfSomebody }
        """;

    [Test]
    public async Task A_whole_profile_is_no_finding()
    {
        using var folder = new TctlFolder();
        folder.Write(Good);
        var report = await folder.LookAsync();
        Assert.That((report!.Profile, report.Findings.Count, report.NotEvaluated.Count), Is.EqualTo(("gke-tsb", 0, 0)));
        Assert.That(folder.Journal.Secrets.Mask("eyJtokenOfSomebody"), Is.EqualTo("***"));
    }

    [TestCase("  gke-user: { org: tetrate, tenant: payments, token: eyJtokenOfSomebody }", "  gke-user: { tenant: payments }", "TCT004", "tctl account gke-user", "tctl config users set gke-user --org ORGANISATION, and then tctl login", 8)]
    [TestCase("org: tetrate, tenant: payments", "username: x", "TCT004 TCT005", "tctl account gke-user", "tctl config users set gke-user --org ORGANISATION --tenant TENANT, and then tctl login", 8)]
    [TestCase("tenant: payments", "tenant: \"\"", "TCT005", "tctl account gke-user", "tctl config users set gke-user --tenant TENANT", 8)]
    [TestCase("username: gke-user", "username: gone", "TCT003", "tctl profile gke-tsb", "tctl login", 4)]
    [TestCase("cluster: gke-tsb, username", "username", "TCT002", "tctl profile gke-tsb", "tctl config profiles set gke-tsb --cluster gke-tsb", 4)]
    [TestCase("bridge_address: \"tsb.example.com:8443\"", "timeout: 30s", "TCT002", "tctl profile gke-tsb", "tctl config clusters set gke-tsb --bridge-address HOST:PORT", 6)]
    [TestCase("current_profile: gke-tsb", "current_profile: gone", "TCT001", "tctl", "tctl config profiles set-current default", null)]
    public async Task What_is_missing_is_found_with_the_command_that_mends_it(string from, string to, string codes, string subject, string remedy, int? line)
    {
        using var folder = new TctlFolder();
        folder.Write(Good.Replace(from, to, StringComparison.Ordinal));
        var report = await folder.LookAsync();
        Assert.That(string.Join(' ', report!.Findings.Select(finding => finding.Code)), Is.EqualTo(codes));
        var first = report.Findings[0];
        Assert.That((first.Subject, first.Line, first.File), Is.EqualTo((subject, line, folder.File)));
        Assert.That(first.Remedy, Does.StartWith(remedy).And.Not.Contain("--password"));
    }

    [TestCase("currentProfile: a\nprofiles: [{ name: a, profile: { cluster: c, account: u } }]\nclusters: [{ name: c, cluster: { bridgeAddress: x } }]\nusers: [{ name: u, user: { organization: o, tenant: t } }]")]
    [TestCase("current: a\nprofiles: { a: { cluster: c, user: u } }\nclusters: { c: { bridge-address: x } }\nusers: { u: { organisation: o, tenant: t } }")]
    [TestCase("{\"profiles\":{\"default\":{\"cluster\":\"c\",\"username\":\"u\"}},\"clusters\":{\"c\":{\"bridgeaddress\":\"x\"}},\"users\":{\"u\":{\"org\":\"o\",\"tenant\":\"t\"}}}")]
    public async Task Each_spelling_of_the_file_is_read(string text)
    {
        using var folder = new TctlFolder();
        folder.Write(text);
        Assert.That((await folder.LookAsync())!.Findings, Is.Empty);
    }

    [Test]
    public async Task Credentials_that_others_can_read_are_a_finding()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("a file has no mode here");
            return;
        }

        using var folder = new TctlFolder();
        File.SetUnixFileMode(folder.Write(Good), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.That((await folder.LookAsync())!.Findings.Single().Code, Is.EqualTo("TCT006"));
    }

    [Test]
    public async Task A_name_with_blanks_is_one_word_of_the_command()
    {
        using var folder = new TctlFolder();
        folder.Write("current: \"a b\"\nprofiles: { \"a b\": { cluster: \"c'd; rm -rf /\" } }\nclusters: { \"c'd; rm -rf /\": {} }");
        Assert.That((await folder.LookAsync())!.Findings.Select(finding => finding.Remedy), Has.Some.EqualTo(@"tctl config clusters set 'c'\''d; rm -rf /' --bridge-address HOST:PORT"));
    }

    [TestCase("", ExitCode.MalformedInput, "is no map of profiles")]
    [TestCase("just a text", ExitCode.MalformedInput, "is no map of profiles")]
    [TestCase("users: {}", ExitCode.MalformedInput, "has no profiles")]
    [TestCase("profiles: {\n", ExitCode.MalformedInput, "config:")]
    [TestCase("profiles:\n\ta: b", ExitCode.MalformedInput, "a tab stands in the indentation")]
    [TestCase("a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\nprofiles: [*d,*d,*d,*d]", ExitCode.MalformedInput, "more than 20000 values")]
    public void A_file_that_is_none_of_tctls_is_refused(string text, int exitCode, string why)
    {
        using var folder = new TctlFolder();
        folder.Write(text);
        Assert.That(() => folder.CheckConfigured(folder.File), Fails.With(exitCode, why));
    }

    [Test]
    public void A_huge_or_absent_file_and_a_folder_are_told_apart()
    {
        using var folder = new TctlFolder();
        folder.Write("# " + new string('x', 2_000_000));
        Assert.Multiple(() =>
        {
            Assert.That(() => folder.CheckConfigured(folder.File), Fails.With(ExitCode.MalformedInput, "is larger than 1024 KiB"));
            Assert.That(() => folder.CheckConfigured("nowhere/config"), Fails.With(ExitCode.NoInput, "nowhere/config, the configuration of tctl, is not there"));
            Assert.That(() => folder.CheckConfigured(folder.Home), Fails.With(ExitCode.NoInput, "is a folder"));
            Assert.That(() => folder.CheckConfigured(null), Throws.Nothing);
        });
    }

    [Test]
    public void What_is_configured_is_checked_beforehand()
    {
        using var folder = new TctlFolder();
        folder.Write(Good.Replace("org: tetrate, ", "", StringComparison.Ordinal));
        folder.CheckConfigured(".tctl/config");
        Assert.That((folder.Journal.Findings.Single().Code, folder.Journal.Findings.Single().File), Is.EqualTo(("TCT004", ".tctl/config")), "the path as it was told");
    }

    [Test]
    public async Task In_a_diagnosis_a_file_that_cannot_be_read_is_not_evaluated()
    {
        using var folder = new TctlFolder { Variable = "gone" };
        Assert.That((await folder.LookAsync())!.NotEvaluated.Single(), Does.Contain("gone, the configuration of tctl, is not there"));
    }
}
