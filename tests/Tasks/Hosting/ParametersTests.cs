using Cake.Frosting.Mesh.Hosting;
using Mesh.Core.Changes;
using Mesh.Core.Findings;

namespace Cake.Frosting.Mesh.Tests.Hosting;

/// <summary>What a run was told: an argument wins over a variable, that over a default, and a bad one says where it came from.</summary>
public sealed class ParametersTests
{
    [TestCase(null, null, DryRun.Off)]
    [TestCase("--dry-run", null, DryRun.Server)]
    [TestCase("--dry-run=server", null, DryRun.Server)]
    [TestCase("--dry-run=CLIENT", null, DryRun.Client)]
    [TestCase(null, "1", DryRun.Server)]
    [TestCase(null, "true", DryRun.Server)]
    [TestCase(null, "client", DryRun.Client)]
    [TestCase(null, "0", DryRun.Off)]
    [TestCase(null, "", DryRun.Off)]
    [TestCase("--dry-run", "client", DryRun.Server)]
    [TestCase("--dry-run=false", "1", DryRun.Off)]
    public void A_dry_run(string? argument, string? variable, DryRun expected) => Assert.That(Read(argument, "MESH_DRY_RUN", variable).DryRun, Is.EqualTo(expected));

    [TestCase(null, null, 300)]
    [TestCase("--timeout=90s", "10m", 90)]
    [TestCase(null, "10m", 600)]
    [TestCase(null, "", 300)]
    public void A_time_limit(string? argument, string? variable, int seconds) => Assert.That(Read(argument, "MESH_TIMEOUT", variable).Timeout, Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    [TestCase(null, null, Severity.Error)]
    [TestCase("--fail-on=Warning", null, Severity.Warning)]
    [TestCase("--fail-on=error", "warning", Severity.Error)]
    [TestCase(null, "warning", Severity.Warning)]
    public void What_fails_a_run(string? argument, string? variable, Severity expected) => Assert.That(Read(argument, "MESH_FAIL_ON", variable).FailOn, Is.EqualTo(expected));

    [TestCase(null, null, false)]
    [TestCase("--yes", null, true)]
    [TestCase("--yes=false", "1", false)]
    [TestCase(null, "1", true)]
    [TestCase(null, "TRUE", true)]
    [TestCase(null, "false", false)]
    public void Consent(string? argument, string? variable, bool expected) => Assert.That(Read(argument, "MESH_YES", variable).Yes, Is.EqualTo(expected));

    [TestCase("--report=out", "elsewhere", "out")]
    [TestCase(null, "elsewhere", "elsewhere")]
    [TestCase(null, "", "artifacts")]
    public void The_report_folder(string? argument, string? variable, string expected) => Assert.That(Read(argument, "MESH_REPORT", variable).ReportFolder, Is.EqualTo(expected));

    [TestCase("--dry-run=maybe", null, null, "--dry-run is 'maybe'")]
    [TestCase(null, "MESH_DRY_RUN", "maybe", "MESH_DRY_RUN is 'maybe'")]
    [TestCase("--timeout=false", "MESH_TIMEOUT", "1m", "--timeout is 'false'")]
    [TestCase("--timeout=soon", null, null, "--timeout is 'soon'")]
    [TestCase("--timeout=-5s", null, null, "--timeout is '-5s'")]
    [TestCase("--timeout=0", null, null, "--timeout is '0'")]
    [TestCase(null, "MESH_TIMEOUT", "99999999999h", "MESH_TIMEOUT is '99999999999h'")]
    [TestCase("--fail-on=info", null, null, "--fail-on is 'info'")]
    [TestCase("--fail-on=false", null, null, "--fail-on is 'false'")]
    [TestCase(null, "MESH_FAIL_ON", "never", "MESH_FAIL_ON is 'never'")]
    [TestCase(null, "MESH_YES", "no way", "MESH_YES is 'no way'")]
    public void A_bad_value_is_refused_with_where_it_came_from(string? argument, string? name, string? variable, string said) =>
        Assert.That(() => Read(argument, name ?? "UNUSED", variable), Throws.InstanceOf<MeshException>().With.Property(nameof(MeshException.ExitCode)).EqualTo(ExitCode.Usage).And.Message.Contains(said));

    [Test]
    public void A_target_is_asked_for_in_any_case_and_not_by_what_depends_on_it()
    {
        var parameters = Read("--target=mesh.deliver", "UNUSED", null);
        Assert.That(parameters.AsksFor(MeshTasks.Deliver), Is.True);
        Assert.That(parameters.AsksFor(MeshTasks.UpgradeReleases), Is.False);
    }

    [Test]
    public void The_configuration_is_read_when_it_is_asked_for_and_not_before()
    {
        var parameters = Read("--config=absent.yaml", "UNUSED", null);
        Assert.That(() => parameters.Options, Throws.InstanceOf<MeshException>().With.Property(nameof(MeshException.ExitCode)).EqualTo(ExitCode.NoInput));
    }

    [Test]
    public void A_working_directory_that_is_not_there_is_no_input_and_none_is_the_same_one()
    {
        var environment = Around("UNUSED", null);
        Assert.That(environment.In(null), Is.SameAs(environment));
        Assert.That(() => environment.In("no-such-folder"), Throws.InstanceOf<MeshException>().With.Property(nameof(MeshException.ExitCode)).EqualTo(ExitCode.NoInput).And.Message.Contains("no-such-folder"));
    }

    private static MeshParameters Read(string? argument, string name, string? variable) =>
        new(CommandLine.Parse(argument is null ? [] : [argument], ArgumentDefinition.Common), Around(name, variable), default);

    private static RunEnvironment Around(string name, string? variable) =>
        new(Path.GetTempPath(), variable is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [name] = variable }, TextWriter.Null, TextWriter.Null, false);
}
