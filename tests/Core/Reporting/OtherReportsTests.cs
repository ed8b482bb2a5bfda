using System.Text.Json;
using System.Xml.Linq;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Reporting;

namespace Mesh.Core.Tests.Reporting;

public sealed class OtherReportsTests : IDisposable
{
    private const string Secret = "hunter2!";
    private const string Hostile = "<script>alert(1)</script> & \0\u0001\e[31m %0A::error:: | `x` \ud83d";

    private readonly RunJournal journal = new(new ManualTime(), new Secrets());
    private readonly string folder = Directory.CreateTempSubdirectory("report").FullName;
    private readonly Failure failure = new(80, $"failed with {Secret}\nand more", "Mend it");

    public OtherReportsTests()
    {
        journal.Secrets.Add(Secret);
        journal.BeginStep("Mesh.ValidateContext");
        journal.EndStep(StepStatus.Executed);
        journal.BeginStep("Mesh.CheckImages");
        journal.NotEvaluated("no cluster");
        journal.EndStep(StepStatus.NotEvaluated);
        journal.BeginStep("Mesh.Deliver");
        journal.Record(new ChangeRecord("cluster", Hostile, "update", $"-a\n+{Secret}\n", "kubectl apply", false, "accepted"));
        journal.Find(Catalogue.CarriageReturns.On("ops dir/a.sh", "2 of 9 lines", "ops dir/a.sh", 3));
        journal.Find(Catalogue.UnverifiedServer.On(Hostile, Hostile));
        journal.EndStep(StepStatus.Failed, failure);
    }

    [Test]
    public void Sarif_has_a_rule_for_each_code_and_a_place_for_each_finding()
    {
        SarifReport.Write(folder, journal);
        using var sarif = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, SarifReport.FileName)));
        var run = sarif.RootElement.GetProperty("runs")[0];
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("id").GetString()).ToList();
        var results = run.GetProperty("results").EnumerateArray().ToList();
        Assert.Multiple(() =>
        {
            Assert.That(sarif.RootElement.GetProperty("version").GetString(), Is.EqualTo("2.1.0"));
            Assert.That(rules, Is.EqualTo(new[] { "CTX001", "SRC001" }));
            Assert.That(results.Select(result => rules[result.GetProperty("ruleIndex").GetInt32()]), Is.EqualTo(results.Select(result => result.GetProperty("ruleId").GetString())));
            Assert.That(results.Select(result => result.GetProperty("level").GetString()), Is.EqualTo(new[] { "error", "warning" }));
            var place = results[0].GetProperty("locations")[0].GetProperty("physicalLocation");
            Assert.That(place.GetProperty("artifactLocation").GetProperty("uri").GetString(), Is.EqualTo("ops%20dir/a.sh"));
            Assert.That(place.GetProperty("region").GetProperty("startLine").GetInt32(), Is.EqualTo(3));
            Assert.That(results[1].GetProperty("locations")[0].TryGetProperty("physicalLocation", out _), Is.False);
        });
    }

    [Test]
    public void Junit_shows_failed_steps_and_errors_as_failures_and_what_was_not_evaluated_as_skipped()
    {
        JunitReport.Write(folder, journal);
        var suites = XDocument.Load(Path.Combine(folder, JunitReport.FileName)).Root!.Elements("testsuite").ToDictionary(suite => (string)suite.Attribute("name")!);
        Assert.Multiple(() =>
        {
            Assert.That(Counts(suites["steps"]), Is.EqualTo(("3", "1", "1")));
            Assert.That(Counts(suites["findings"]), Is.EqualTo(("2", "1", "0")));
            Assert.That(suites["steps"].Descendants("failure").Single().Attribute("type")!.Value, Is.EqualTo("exit 80"));
            Assert.That(suites["findings"].Descendants("failure").Count(), Is.EqualTo(1));
        });

        static (string, string, string) Counts(XElement suite) => (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value, suite.Attribute("skipped")!.Value);
    }

    [Test]
    public void The_page_is_whole_and_nothing_that_others_wrote_becomes_markup()
    {
        HtmlReport.Write(folder, journal, ["Mesh.Deliver"], failure);
        var page = File.ReadAllText(Path.Combine(folder, HtmlReport.FileName));
        Assert.That(page, Does.Contain("&lt;script&gt;").And.Contains("exit 80").And.Contains("Mesh.CheckImages").And.EndsWith("</body></html>\n"));
        Assert.That(page, Does.Not.Contain("<script").And.Not.Contains("http://").And.Not.Contains("src="));
    }

    [Test]
    public void Annotations_stay_one_line_each()
    {
        using var output = new StringWriter { NewLine = "\n" };
        GitHubReport.Annotate(output, journal, failure);
        var lines = output.ToString().TrimEnd('\n').Split('\n');
        Assert.That(lines, Has.Length.EqualTo(3));
        Assert.That(lines[0], Does.StartWith("::error file=ops dir/a.sh,line=3,title=SRC001::ops dir/a.sh: 2 of 9 lines. "));
        Assert.That(lines[1], Does.StartWith("::warning title=CTX001::").And.Contains("%250A"));
        Assert.That(lines[2], Does.StartWith("::error title=exit 80::").And.Contains("%0A"));
    }

    [Test]
    public void The_summary_of_a_job_is_added_to()
    {
        var path = Path.Combine(folder, "summary.md");
        File.WriteAllText(path, "before\n");
        GitHubReport.Summarize(path, journal, failure);
        Assert.That(File.ReadAllText(path), Does.StartWith("before\n## Mesh: exit 80\n").And.Contains("| Mesh.CheckImages | NotEvaluated |").And.Contains("&lt;script").And.Not.Contains("<script"));
    }

    [Test]
    public void No_secret_is_in_any_of_them()
    {
        JunitReport.Write(folder, journal);
        SarifReport.Write(folder, journal);
        HtmlReport.Write(folder, journal, ["Mesh.Deliver"], failure);
        GitHubReport.Summarize(Path.Combine(folder, "summary.md"), journal, failure);
        Assert.That(Directory.GetFiles(folder).Select(File.ReadAllText).ToList(), Has.Count.EqualTo(4).And.All.Not.Contain(Secret));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
