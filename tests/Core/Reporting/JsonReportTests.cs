using System.Text.Json;
using System.Text.RegularExpressions;
using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Reporting;
using Mesh.Core.Tests.Configuration;

namespace Mesh.Core.Tests.Reporting;

public sealed partial class JsonReportTests : IDisposable
{
    private const string Secret = "hunter2!";
    private readonly ManualTime time = new();
    private readonly RunJournal journal;
    private readonly string folder = Directory.CreateTempSubdirectory("report").FullName;

    public JsonReportTests()
    {
        journal = new RunJournal(time, new Secrets());
        journal.Secrets.Add(Secret);
    }

    [Test]
    public void Every_member_of_the_page_is_there_and_no_other()
    {
        var page = Row().Matches(Committed.Read("docs/report.md")).ToDictionary(row => row.Groups["member"].Value, row => Names(row.Groups["content"].Value));
        using var report = Written(FullRun());
        Assert.That(report.RootElement.EnumerateObject().Select(member => member.Name), Is.EqualTo(page.Keys));
        foreach (var member in report.RootElement.EnumerateObject().Where(member => member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array))
        {
            var objects = member.Value.ValueKind == JsonValueKind.Array ? [.. member.Value.EnumerateArray()] : new[] { member.Value };
            Assert.That(objects.SelectMany(one => one.EnumerateObject()).Select(one => one.Name).Distinct(), Is.EquivalentTo(page[member.Name]), member.Name);
        }

        Assert.That(report.RootElement.GetProperty("steps")[1].GetProperty("failure").EnumerateObject().Select(member => member.Name), Is.EqualTo(page["failure"]));
    }

    [Test]
    public void The_page_names_every_status_and_every_kind_of_dry_run()
    {
        var page = Committed.Read("docs/report.md");
        Assert.That(Enum.GetNames<StepStatus>().Except([nameof(StepStatus.Running)]).Concat(Enum.GetNames<DryRun>()).Where(name => !page.Contains(name, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Values_are_what_the_journal_holds()
    {
        using var report = Written(FullRun());
        var root = report.RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(root.GetProperty("schemaVersion").GetInt32(), Is.EqualTo(1));
            Assert.That(root.GetProperty("exitCode").GetInt32(), Is.EqualTo(80));
            Assert.That(root.GetProperty("run").GetProperty("started").GetString(), Is.EqualTo("2026-11-21T08:00:00+00:00"));
            Assert.That(root.GetProperty("run").GetProperty("durationSeconds").GetDouble(), Is.EqualTo(1.235));
            Assert.That(root.GetProperty("run").GetProperty("dryRun").GetString(), Is.EqualTo("Server"));
            Assert.That(root.GetProperty("run").GetProperty("targets").EnumerateArray().Select(target => target.GetString()), Is.EqualTo(new[] { "Mesh.Deliver" }));
            Assert.That(root.GetProperty("steps")[1].GetProperty("status").GetString(), Is.EqualTo("Failed"));
            Assert.That(root.GetProperty("findings")[0].GetProperty("severity").GetString(), Is.EqualTo("Error"));
            Assert.That(root.GetProperty("findings")[0].GetProperty("line").GetInt32(), Is.EqualTo(3));
            Assert.That(root.GetProperty("changes")[0].GetProperty("diff").GetString(), Is.EqualTo("-ä\n+\"***\"\n"));
        });
    }

    [Test]
    public void A_run_of_nothing_is_a_report_too()
    {
        using var report = Written(null);
        Assert.That(report.RootElement.EnumerateObject().Select(member => member.Name), Is.EqualTo(new[] { "schemaVersion", "run", "settings", "steps", "changes", "findings", "toolCalls", "exitCode" }));
        Assert.That(report.RootElement.GetProperty("exitCode").GetInt32(), Is.Zero);
    }

    [Test]
    public void No_secret_and_no_rubbish_is_left()
    {
        Written(FullRun()).Dispose();
        Written(FullRun()).Dispose();
        Assert.That(File.ReadAllText(Path.Combine(folder, JsonReport.FileName)), Does.Not.Contain(Secret).And.Contains("***").And.Contains("ä"));
        Assert.That(Directory.GetFileSystemEntries(folder).Select(Path.GetFileName), Is.EqualTo(new[] { JsonReport.FileName }));
    }

    [Test]
    public void Text_that_is_no_text_is_written_all_the_same()
    {
        journal.Find(Catalogue.CrashLoop.On("half \ud83d a letter", "\0\u0001\e[31m\u2028 \udc00"));
        using var report = Written(null);
        Assert.That(report.RootElement.GetProperty("findings")[0].GetProperty("subject").GetString(), Is.EqualTo("half \ufffd a letter"));
        Assert.That(report.RootElement.GetProperty("findings")[0].GetProperty("evidence").GetString(), Is.EqualTo("\0\u0001\e[31m\u2028 \ufffd"));
    }

    [Test]
    public void The_folder_is_made()
    {
        var deep = Path.Combine(folder, "a", "b");
        JsonReport.Write(deep, journal, [], DryRun.Off, null, time);
        Assert.That(File.Exists(Path.Combine(deep, JsonReport.FileName)), Is.True);
    }

    // The run turns exactly these two kinds into exit code 73.
    [TestCase("a file in place of the folder")]
    [TestCase("a folder in place of the report")]
    [TestCase("a folder nobody may write to")]
    public void Where_it_cannot_be_written_it_says_so_and_leaves_nothing(string obstacle)
    {
        var target = Path.Combine(folder, "out");
        switch (obstacle)
        {
            case "a file in place of the folder":
                File.WriteAllText(target, "kept");
                break;
            case "a folder in place of the report":
                Directory.CreateDirectory(Path.Combine(target, JsonReport.FileName, "kept"));
                break;
            default:
                // Not even root may write there, and it has no disk behind it.
                target = "/proc/self/fdinfo";
                break;
        }

        Assume.That(OperatingSystem.IsLinux() || !target.StartsWith("/proc", StringComparison.Ordinal));
        Assert.That(() => JsonReport.Write(target, journal, [], DryRun.Off, null, time), Throws.InstanceOf<IOException>().Or.InstanceOf<UnauthorizedAccessException>());
        Assert.That(Directory.GetFileSystemEntries(folder, "*.tmp", SearchOption.AllDirectories), Is.Empty);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private JsonDocument Written(Failure? failure)
    {
        JsonReport.Write(folder, journal, ["Mesh.Deliver"], DryRun.Server, failure, time);
        return JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, JsonReport.FileName)));
    }

    private Failure FullRun()
    {
        var failure = new Failure(80, $"failed with {Secret}", "Mend it");
        journal.Configure([new Setting("registries[0].password", Secret, "MESH_PASSWORD")]);
        journal.BeginStep("Mesh.ValidateContext");
        journal.EndStep(StepStatus.Executed);
        journal.BeginStep("Mesh.Deliver");
        journal.Summarize($"with {Secret}");
        journal.Record(new ChangeRecord("cluster", "configmap/a", "update", $"-ä\n+\"{Secret}\"\n", "kubectl apply", false, "accepted"));
        journal.Find(Catalogue.CarriageReturns.On("a.sh", "2 of 9 lines", "a.sh", 3));
        journal.Record(new ToolCall("/usr/bin/helm", ["upgrade", Secret], time.GetUtcNow(), TimeSpan.FromSeconds(1), 1));
        time.Advance(TimeSpan.FromMilliseconds(1234.6));
        journal.EndStep(StepStatus.Failed, failure);
        return failure;
    }

    // What stands in parentheses says something about a value.
    private static List<string> Names(string content) => [.. Name().Matches(Parentheses().Replace(content, "")).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"^\| `(?<member>\w+)` \| (?<content>.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"\([^)]*\)")]
    private static partial Regex Parentheses();
}
