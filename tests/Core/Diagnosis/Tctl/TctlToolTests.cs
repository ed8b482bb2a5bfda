using Mesh.Core.Diagnosis.Tctl.Reading;

namespace Mesh.Core.Tests.Diagnosis.Tctl;

/// <summary>tctl itself is asked where no file is known.</summary>
public sealed class TctlToolTests
{
    private const string Profiles = "  CURRENT  NAME     CLUSTER  ACCOUNT\n           default  default  admin-user\n  *        gke-tsb  gke-tsb  gke-user\n";

    [Test]
    public async Task Neither_file_nor_tctl_is_nothing_to_say()
    {
        using var folder = new TctlFolder();
        Assert.That(await folder.LookAsync(), Is.Null);
    }

    [Test]
    public async Task The_table_names_profile_and_account_and_what_is_in_no_table_is_not_evaluated()
    {
        RequireShell();
        using var folder = new TctlFolder();
        folder.Install($"case \"$*\" in 'config profiles list') printf '{Profiles.Replace("\n", "\\n", StringComparison.Ordinal)}' ;; 'config users list') printf 'NAME\\ngke-user\\n' ;; *) exit 9 ;; esac\n");
        var report = await folder.LookAsync();
        Assert.That((report!.Profile, report.Findings.Count), Is.EqualTo(("gke-tsb", 0)));
        Assert.That(report.NotEvaluated.Single(), Does.Contain("organisation and tenant of account gke-user"));
    }

    [Test]
    public async Task A_table_of_users_with_organisation_and_tenant_is_judged()
    {
        RequireShell();
        using var folder = new TctlFolder();
        folder.Install($"case \"$*\" in 'config profiles list') printf '{Profiles.Replace("\n", "\\n", StringComparison.Ordinal)}' ;; *) printf 'NAME      ORG      TENANT\\ngke-user           payments\\n' ;; esac\n");
        Assert.That((await folder.LookAsync())!.Findings.Single().Code, Is.EqualTo("TCT004"));
    }

    [TestCase("echo profile gke-tsb", "prints no table")]
    [TestCase("echo 'error: no such command' >&2; exit 3", "ended with 3: error: no such command")]
    public async Task A_tctl_that_does_not_answer_is_not_evaluated(string script, string why)
    {
        RequireShell();
        using var folder = new TctlFolder();
        folder.Install(script);
        Assert.That((await folder.LookAsync())!.NotEvaluated.Single(), Does.StartWith("tctl: ").And.Contain(why));
    }

    [Test]
    public void An_empty_cell_is_empty_and_a_long_line_is_left_out()
    {
        var rows = TctlTable.Read($"CURRENT NAME  CLUSTER ACCOUNT\n*       a             u\n{new string('x', 100_000)}\n", "CURRENT", "NAME", "CLUSTER", "ACCOUNT");
        Assert.That(rows.Single(), Is.EquivalentTo(new Dictionary<string, string> { ["CURRENT"] = "*", ["NAME"] = "a", ["CLUSTER"] = "", ["ACCOUNT"] = "u" }));
    }

    private static void RequireShell()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("the double of tctl is a shell script");
        }
    }
}
