using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Reporting;

namespace Mesh.Core.Tests.Reporting;

public sealed class ConsoleReporterTests
{
    private readonly ManualTime time = new();
    private readonly RunJournal journal;
    private readonly StringWriter output = new() { NewLine = "\n" };

    public ConsoleReporterTests() => journal = new RunJournal(time, new Secrets());

    [Test]
    public void Without_a_terminal_all_is_plain_lines()
    {
        WholeRun(terminal: false);
        Assert.That(Shown, Is.EqualTo("""
            2 workloads are restarted
            and this is why
            deployment/web: 0 of 3 available
            deployment/api: 0 of 1 available
            helm| Release "web" has been upgraded
            deployment/web: 3 of 3 available
            deployment/api: 1 of 1 available
            error ROL002 deployment/web in beta: exit 1, 3 restarts
              | panic: no config
              |   at main.go:7
              The container starts and ends again; its last log lines say why. Read the log lines in the evidence and mend the program or its configuration.
            warning SRC002 a.sh:3: 1 lone carriage return
              A carriage return without a line feed is either an old Macintosh line ending or part of the data, which only the author can tell. Look at the line and replace the carriage return by hand.
            changed: restart deployment/web in beta
              @@ -1,1 +1,1 @@
              -old
              +new
            would change: create configmap/a (server: accepted)
            REFUSED: create configmap/b (server: refused: denied by webhook)
            REFUSED: normalize a.sh (refused: read-only file system)
            STOPPED: restart deployment/api in beta (stopped before the answer came)

            Step                   Status         Time
            Mesh.RestartWorkloads  Executed       5.0s  2 restarted
            Mesh.LintScripts       NotEvaluated   0.0s  no script
            Mesh.Deliver           Failed        1m15s  helm upgrade ended with 1: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
            1 change made, 4 changes not made, 1 error, 1 warning

            """));
        Assert.That(Shown, Does.Not.Contain('\e'));
    }

    [Test]
    public void On_a_terminal_the_same_words_are_coloured()
    {
        WholeRun(terminal: true);
        Assert.That(Shown, Does.Contain("""
            ~[31merror ROL002~[0m deployment/web in beta: exit 1, 3 restarts
              ~[2m|~[0m panic: no config
              ~[2m|~[0m   at main.go:7
            """).And.Contains("""
              ~[36m@@ -1,1 +1,1 @@~[0m
              ~[31m-old~[0m
              ~[32m+new~[0m
            """).And.Contains("""
            Step                   Status         Time
            Mesh.RestartWorkloads  ~[32mExecuted    ~[0m   5.0s  2 restarted
            Mesh.LintScripts       ~[33mNotEvaluated~[0m   0.0s  no script
            Mesh.Deliver           ~[31mFailed      ~[0m  1m15s  helm
            """));
    }

    [Test]
    public void On_a_terminal_progress_is_rewritten_in_place()
    {
        Listen(terminal: true);
        journal.Progress("web", "0 of 3");
        journal.Progress("api", "0 of 1");
        journal.Progress("web", "0 of 3");
        journal.Progress("web", "1 of 3");
        journal.ToolOutput("helm", "hello", isError: false);
        journal.Progress("web", "3 of 3", finished: true);
        journal.Progress("api", "0 of 1", finished: true);
        Assert.That(Shown, Is.EqualTo("""
            ~[?7lweb: 0 of 3~[?7h
            ~[1A~[J~[?7lweb: 0 of 3~[?7h
            ~[?7lapi: 0 of 1~[?7h
            ~[2A~[J~[?7lweb: 1 of 3~[?7h
            ~[?7lapi: 0 of 1~[?7h
            ~[2A~[J~[2mhelm|~[0m hello
            ~[?7lweb: 1 of 3~[?7h
            ~[?7lapi: 0 of 1~[?7h
            ~[2A~[Jweb: 3 of 3
            ~[?7lapi: 0 of 1~[?7h
            ~[1A~[Japi: 0 of 1

            """));
    }

    [Test]
    public void Elsewhere_each_state_is_told_once_until_it_changes()
    {
        Listen(terminal: false);
        foreach (var text in new[] { "ErrImagePull", "ErrImagePull", "ImagePullBackOff", "ErrImagePull" })
        {
            journal.Progress("web", text);
        }

        journal.Progress("web", "ErrImagePull", finished: true);
        journal.Progress("web", "ErrImagePull");
        Assert.That(Shown, Is.EqualTo("web: ErrImagePull\nweb: ImagePullBackOff\nweb: ErrImagePull\nweb: ErrImagePull\n"), "what begins anew is told anew");
    }

    [Test]
    public void More_lines_than_a_screen_has_are_counted()
    {
        Listen(terminal: true);
        for (var number = 1; number <= 40; number++)
        {
            journal.Progress($"pod-{number}", "waits");
        }

        var last = Shown[Shown.LastIndexOf("~[J", StringComparison.Ordinal)..];
        Assert.That(last.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(12));
        Assert.That(last, Does.Contain("pod-11: waits").And.Not.Contain("pod-12:").And.Contains("… and 29 more"));
        Assert.That(Shown, Does.Contain("~[12A").And.Not.Contain("~[13A"));
    }

    [Test]
    public void Progress_of_several_lines_takes_one_row()
    {
        Listen(terminal: true);
        journal.Progress("web", "first\r\n  second\n");
        Assert.That(Shown, Is.EqualTo("~[?7lweb: first second~[?7h\n"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Texts_of_others_cannot_steer_a_terminal(bool terminal)
    {
        const string hostile = "a\e[2J\e[1;31mb\e]0;title\ac\e]8;;http://x\e\\d\b\r\ne\u009b5mf\e";
        Listen(terminal);
        journal.Note(hostile);
        journal.Progress("web", hostile);
        journal.ToolOutput("helm", hostile, isError: true);
        journal.Find(new Finding("X", Severity.Info, hostile, hostile, hostile, hostile));
        journal.Record(new ChangeRecord("cluster", hostile, "create", hostile, null, false, hostile));
        journal.Record(new ChangeRecord("cluster", "a", "create", "\e[0m\n+crlf\r\n", null, false, null));
        Assert.That(output.ToString(), Does.Not.Contain("[2J").And.Not.Contain("title").And.Not.Contain("http").And.Not.Contain("\b").And.Not.Contain("\r").And.Not.Contain("\u009b"));
        Assert.That(Shown, Does.Contain("abcd␈\ne\uFFFD5mf␛\n").And.Contains("+crlf␍"));
        Assert.That(Shown.Contains('~'), Is.EqualTo(terminal));
    }

    [TestCase("", "")]
    [TestCase("\n\n second\nthird", "  second")]
    [TestCase("\e[31mred\e[0m", "  red")]
    public void A_note_in_the_table_is_its_first_line(string note, string cell)
    {
        Listen(terminal: false);
        Step("a", note, StepStatus.Executed, 0);
        new ConsoleReporter(output, terminal: false).WriteSummary(journal);
        Assert.That(Shown, Does.Contain($"a     Executed  0.0s{cell}\n"));
    }

    [Test]
    public void A_letter_of_two_units_is_not_cut_in_half()
    {
        Step("a", new string('x', 99) + "😀 and more", StepStatus.Executed, 0);
        new ConsoleReporter(output, terminal: false).WriteSummary(journal);
        Assert.That(Shown, Does.Contain(new string('x', 99) + "…\n"));
    }

    [Test]
    public void A_run_without_steps_has_no_table()
    {
        new ConsoleReporter(output, terminal: true).WriteSummary(journal);
        Assert.That(Shown, Is.Empty);
    }

    // An escape is written as ~ in the approved texts.
    private string Shown => output.ToString().Replace('\e', '~');

    private ConsoleReporter Listen(bool terminal)
    {
        var reporter = new ConsoleReporter(output, terminal);
        journal.Listen(reporter);
        return reporter;
    }

    private void Step(string name, string note, StepStatus status, int seconds, Failure? failure = null)
    {
        journal.BeginStep(name);
        journal.Summarize(note);
        time.Advance(TimeSpan.FromSeconds(seconds));
        journal.EndStep(status, failure);
    }

    private void WholeRun(bool terminal)
    {
        var reporter = Listen(terminal);
        journal.BeginStep("Mesh.RestartWorkloads");
        journal.Note("2 workloads are restarted\r\nand this is why");
        journal.Progress("deployment/web", "0 of 3 available");
        journal.Progress("deployment/api", "0 of 1 available");
        journal.Progress("deployment/web", "0 of 3 available");
        journal.ToolOutput("helm", "Release \"web\" has been upgraded", isError: false);
        journal.Progress("deployment/web", "3 of 3 available", finished: true);
        journal.Progress("deployment/api", "1 of 1 available", finished: true);
        journal.Find(Catalogue.CrashLoop.On("deployment/web in beta", "exit 1, 3 restarts\npanic: no config\n\n  at main.go:7  \n"));
        journal.Find(Catalogue.LoneCarriageReturn.On("a.sh", "1 lone carriage return", "a.sh", 3));
        journal.Record(new ChangeRecord("cluster", "deployment/web in beta", "restart", "@@ -1,1 +1,1 @@\n-old\n+new\n", "kubectl rollout undo", true, null));
        journal.Record(new ChangeRecord("cluster", "configmap/a", "create", "", null, false, "accepted"));
        journal.Record(new ChangeRecord("cluster", "configmap/b", "create", "", null, false, "refused: denied\nby webhook"));
        journal.Record(new ChangeRecord("file", "a.sh", "normalize", "", null, false, "refused: read-only file system"));
        journal.Record(new ChangeRecord("cluster", "deployment/api in beta", "restart", "", null, false, "stopped before the answer came"));
        journal.Summarize("2 restarted");
        time.Advance(TimeSpan.FromSeconds(5));
        journal.EndStep(StepStatus.Executed);
        journal.BeginStep("Mesh.LintScripts");
        journal.NotEvaluated("no script");
        journal.EndStep(StepStatus.Executed);
        Step("Mesh.Deliver", "", StepStatus.Failed, 75, new Failure(1, $"helm upgrade ended with 1: {new string('x', 200)}", "Read"));
        reporter.WriteSummary(journal);
    }
}
