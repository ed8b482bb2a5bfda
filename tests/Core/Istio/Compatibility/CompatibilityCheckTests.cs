using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Tests.Istio.Compatibility;

/// <summary>The whole check on a cluster in memory, on days of the test's choice.</summary>
public sealed class CompatibilityCheckTests
{
    [Test]
    public async Task A_version_in_range_and_in_support_passes_with_its_dates_and_sources_on_the_console_and_in_the_report()
    {
        using var stage = new CheckStage("2026-03-01");
        await stage.CheckAsync("1.29.0");
        Assert.Multiple(() =>
        {
            Assert.That(stage.Codes, Is.Empty);
            Assert.That(stage.Notes, Does.Contain("Supported: Kubernetes 1.34 is supported; the table has Istio 1.29, released on 2026-02-16, for Kubernetes 1.31 to 1.35, and its support ends on 2026-10-12 (announced); source: Istio's table of supported releases"));
            Assert.That(Verdicts(stage), Is.EqualTo(["Supported 2026-10-12"]));
            Assert.That(stage.Status, Is.EqualTo(StepStatus.Executed));
            Assert.That(stage.Note, Is.EqualTo("Istio 1.29.0 on v1.34.1: Supported"));
        });
    }

    [TestCase("2025-11-01", "1.26.2", "VER001", "OutOfRangeHigh 2025-05-08", "Kubernetes 1.34 is too new a server for Istio 1.26")]
    [TestCase("2026-11-21", "1.29.0", "VER002", "IstioEol 2026-10-12", "support of Istio 1.29 ended on 2026-10-12 (announced)")]
    [TestCase("2026-11-21", "1.99.0", "VER003", "Unknown 2026-10-01", "the table as of 2026-10-01 has no row for Istio 1.99")]
    public async Task What_does_not_go_together_is_an_error_before_it_is_installed(string day, string istio, string code, string verdict, string evidence)
    {
        using var stage = new CheckStage(day);
        Assert.That(() => stage.CheckAsync(istio), Fails.With(ExitCode.FindingsFound, $"{code} on Istio {istio} on Kubernetes v1.34.1: {evidence}"));
        await Task.CompletedTask;
        Assert.Multiple(() =>
        {
            Assert.That(Verdicts(stage), Is.EqualTo([verdict]));
            Assert.That(stage.Found(code).Evidence, Does.Contain("source: ").And.Contain("https://istio.io/"));
        });
    }

    [TestCase("2026-11-21", "1.29.0", "VER002")]
    [TestCase("2026-11-21", "1.99.0", "VER003")]
    public async Task What_runs_already_is_a_warning(string day, string istio, string code)
    {
        using var stage = new CheckStage(day, objects: CheckStage.Istiod(istio));
        await stage.CheckAsync(istio);
        Assert.That(stage.Codes, Does.Contain($"{code} Warning"));
        Assert.That(Report(stage).Flag("installs"), Is.False);
        Assert.That(() => stage.CheckAsync(istio, failOn: Severity.Warning), Fails.With(ExitCode.FindingsFound, code));
    }

    [Test]
    public void Out_of_range_is_an_error_where_it_runs_already_too()
    {
        using var stage = new CheckStage("2025-11-01", objects: CheckStage.Istiod("1.26.2"));
        Assert.That(() => stage.CheckAsync("1.26.2"), Fails.With(ExitCode.FindingsFound, "VER001"));
    }

    [TestCase("v1.33.4-eks-5e0fdde", "VER005 Warning", "EksExtendedSupport 2027-07-29")]
    [TestCase("v1.37.0-eks-5e0fdde", "VER007 Warning", "EksUnknown 2026-10-01")]
    public async Task Amazon_s_own_support_is_a_verdict_of_its_own(string server, string code, string verdict)
    {
        using var stage = new CheckStage("2026-11-21", server);
        await stage.CheckAsync("1.31.0");
        Assert.That(stage.Codes, Is.EqualTo([code]));
        Assert.That(Verdicts(stage), Is.EqualTo(["Supported 2027-02", verdict]));
    }

    [Test]
    public void Amazon_s_support_that_is_over_is_an_error()
    {
        using var stage = new CheckStage("2026-08-01", "v1.30.2-eks-5e0fdde");
        Assert.That(() => stage.CheckAsync("1.28.0"), Fails.With(ExitCode.FindingsFound, "VER002"));
        Assert.That(stage.Codes, Does.Contain("VER006 Error"));
    }

    [TestCase("2026-12-30", false)]
    [TestCase("2026-12-31", true)]
    public async Task A_table_of_more_than_ninety_days_is_told(string day, bool old)
    {
        using var stage = new CheckStage(day);
        await stage.CheckAsync("1.31.0");
        Assert.That(stage.Codes.Contains("VER008 Warning"), Is.EqualTo(old));
    }

    [Test]
    public async Task A_file_of_rows_makes_what_is_unknown_known_and_the_table_young()
    {
        using var stage = new CheckStage("2027-01-20", "v1.36.0");
        stage.Write("rows.yaml", """
            asOf: 2027-01-15
            sources: [{ name: ours, what: our own tests, asOf: 2027-01-15 }]
            istio: [{ version: 1.99, released: 2027-01-01, eol: 2028-01, eolIs: expected, kubernetes: [1.36], source: ours }]
            """);
        await stage.CheckAsync("1.99.0", with: istio => istio with { SupportTable = "rows.yaml" });
        Assert.That(stage.Codes, Is.Empty);
        Assert.That(stage.Notes, Does.Contain("source: our own tests, as of 2027-01-15"));
    }

    [Test]
    public void A_file_that_cannot_be_read_ends_it_before_the_cluster_is_asked()
    {
        using var stage = new CheckStage("2026-11-21");
        stage.Write("rows.yaml", "istio: 7\n");
        Assert.That(() => stage.CheckAsync("1.31.0", with: istio => istio with { SupportTable = "rows.yaml" }), Fails.With(ExitCode.MalformedInput, "rows.yaml:1:8"));
        Assert.That(() => stage.CheckAsync("1.31.0", with: istio => istio with { SupportTable = "absent.yaml" }), Fails.With(ExitCode.NoInput, "absent.yaml"));
        Assert.That(stage.Notes, Is.Empty);
    }

    [Test]
    public async Task Without_a_version_it_is_not_evaluated_or_refused()
    {
        using var stage = new CheckStage("2026-11-21");
        await stage.CheckAsync(null, required: false);
        Assert.That((stage.Status, stage.Note), Is.EqualTo((StepStatus.NotEvaluated, "no values for istio.version are configured")));
        Assert.That(() => stage.CheckAsync(null), Fails.With(ExitCode.Configuration, "istio.version"));
        Assert.That(stage.Journal.Results, Is.Empty);
    }

    [Test]
    public async Task What_the_user_may_not_look_at_is_not_evaluated_and_never_well()
    {
        using var stage = new CheckStage("2026-03-01", denied: """[{ verb: list, resource: nodes }, { verb: list, resource: pods }, { verb: list, resource: deployments }, { verb: list, resource: daemonsets }, { verb: get, resource: namespaces }]""");
        await stage.CheckAsync("1.29.0");
        Assert.Multiple(() =>
        {
            Assert.That(stage.Status, Is.EqualTo(StepStatus.NotEvaluated));
            Assert.That(stage.Note, Does.StartWith("Istio 1.29.0 on v1.34.1: Supported; ").And.Contain("not seen: istiod: ").And.Contain("nodes: ").And.Contain("pods: ").And.Contain("daemonsets: ").And.Contain("namespace: "));
            Assert.That(stage.Notes, Does.Not.Contain("nodes      ").And.Not.Contain("istiod     ").And.Contain("not seen   nodes: "));
            Assert.That(Report(stage)["nodes"], Is.Null);
            Assert.That(Report(stage).Elements("notSeen").Count(), Is.EqualTo(5));
        });
    }

    [TestCase("", "Error")]
    [TestCase("1.29.0", "Warning")]
    public async Task Rights_that_are_missing_are_told_one_by_one(string running, string severity)
    {
        using var stage = new CheckStage("2026-03-01", objects: running.Length == 0 ? "" : CheckStage.Istiod(running), denied: """[{ verb: create, resource: clusterroles }, { verb: patch, resource: poddisruptionbudgets }]""");
        var failed = false;
        try
        {
            await stage.CheckAsync("1.29.0");
        }
        catch (MeshException)
        {
            failed = true;
        }

        Assert.That(failed, Is.EqualTo(severity == "Error"));
        Assert.That(stage.Journal.Findings.Where(finding => finding.Code == "CTX002").Select(finding => $"{finding.Severity} {finding.Subject}"),
            Is.EqualTo([$"{severity} create clusterroles.rbac.authorization.k8s.io", $"{severity} patch poddisruptionbudgets.policy in istio-system"]));
        Assert.That(stage.Notes, Does.Contain("45 to install asked for, 2 missing").Or.Contain("44 to install asked for, 2 missing"));
    }

    [Test]
    public void A_version_that_is_none_is_refused()
    {
        using var stage = new CheckStage("2026-03-01");
        Assert.That(() => stage.CheckAsync("99999999999.1"), Fails.With(ExitCode.Configuration, "istio.version 99999999999.1"));
    }

    private static JsonObject Report(CheckStage stage) => (JsonObject)stage.Journal.Results.Single(result => result.Name == "compatibility").Value;

    private static IEnumerable<string> Verdicts(CheckStage stage) => Report(stage).Items("verdicts").Select(verdict => $"{verdict.Text("verdict")} {verdict.Text("date")}");
}
