using Mesh.Core.Findings;
using Mesh.Core.Processes;

namespace Mesh.Core.Tests.Processes;

[Platform(Exclude = "Win", Reason = "the tools of these tests are shell scripts")]
public sealed class CommandRunnerTests
{
    private readonly Stage stage = new();

    [TestCase("exit 0", 0)]
    [TestCase("exit 1", 1)]
    [TestCase("exit 23", 23)]
    [TestCase("exit 63", 63)]
    [TestCase("exit 64", 64)]
    [TestCase("kill -9 $$", 137)]
    [TestCase("kill -15 $$", 143)]
    public async Task The_exit_code_is_the_tools_own(string script, int code)
    {
        var result = await stage.RunAsync(script);

        Assert.That(result.ExitCode, Is.EqualTo(code));
        Assert.That(stage.Journal.ToolCalls.Single().ExitCode, Is.EqualTo(code));
    }

    [Test]
    public async Task Both_outputs_are_captured_apart_and_streamed_line_by_line()
    {
        var result = await stage.RunAsync("echo one; echo bad >&2; printf 'two\\r\\n\\nthree without end'");

        Assert.That(result.Output, Is.EqualTo("one\ntwo\r\n\nthree without end"));
        Assert.That(result.Error, Is.EqualTo("bad\n"));
        Assert.That(stage.Recorder.Output, Is.EqualTo(new[] { "one", "two", "", "three without end" }));
        Assert.That(stage.Recorder.Error, Is.EqualTo(new[] { "bad" }));
        Assert.That(stage.Recorder.Tools, Is.EqualTo(new[] { "sh" }));
    }

    [Test]
    public async Task A_line_is_heard_while_the_tool_still_runs()
    {
        using var stop = new CancellationTokenSource();
        var run = stage.RunAsync(Stage.Shell("echo ready; exec sleep 60"), stop.Token);

        await stage.Recorder.LineAsync("ready");

        Assert.That(run.IsCompleted, Is.False);
        await stop.CancelAsync();
        Assert.That(async () => await run, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Quiet_output_is_captured_and_not_streamed()
    {
        var result = await stage.RunAsync(Stage.Shell("echo data; echo talk >&2") with { Quiet = true });

        Assert.That(result.Output + result.Error, Is.EqualTo("data\ntalk\n"));
        Assert.That(stage.Recorder.Output.Concat(stage.Recorder.Error), Is.Empty);
    }

    [Test]
    public async Task Ten_megabytes_on_both_outputs_neither_block_nor_get_lost()
    {
        var result = await stage.RunAsync(Stage.Shell("head -c 10485760 /dev/zero | tr '\\0' x & head -c 10485760 /dev/zero | tr '\\0' y >&2; wait") with { Quiet = true });

        Assert.That((result.Output.Length, result.Error.Length), Is.EqualTo((10485760, 10485760)));
        Assert.That((result.Output.Distinct().Single(), result.Error.Distinct().Single()), Is.EqualTo(('x', 'y')));
    }

    [Test]
    public async Task Of_an_endless_line_only_the_beginning_is_shown_and_all_is_kept()
    {
        var result = await stage.RunAsync("head -c 1000000 /dev/zero | tr '\\0' x; echo; echo after");

        Assert.That(result.Output, Has.Length.EqualTo(1000007));
        Assert.That(stage.Recorder.Output, Has.Count.EqualTo(2));
        Assert.That(stage.Recorder.Output[0], Has.Length.LessThan(OutputLimit).And.EndsWith("x … (a line of 1000000 characters)"));
        Assert.That(stage.Recorder.Output[1], Is.EqualTo("after"));
    }

    [Test]
    public async Task Bytes_that_are_no_text_are_replaced()
    {
        var result = await stage.RunAsync("printf 'a\\377b\\n\\303\\244\\n'");

        Assert.That(result.Output, Is.EqualTo("a\ufffdb\nä\n"));
    }

    [Test]
    public async Task Input_is_written_and_closed()
    {
        var text = string.Concat(Enumerable.Repeat("größer als jede Röhre\n", 20000));

        var result = await stage.RunAsync(new Command("cat", []) { Input = text, Quiet = true });

        Assert.That(result.Output, Is.EqualTo(text));
    }

    [Test]
    public async Task Without_input_the_tool_reads_the_end_at_once() =>
        Assert.That((await stage.RunAsync("cat; echo done")).Output, Is.EqualTo("done\n"));

    [Test]
    public async Task A_tool_that_does_not_read_its_input_is_no_fault()
    {
        var result = await stage.RunAsync(Stage.Shell("exec 0<&-; exit 3") with { Input = new string('x', 1_000_000) });

        Assert.That(result.ExitCode, Is.EqualTo(3));
    }

    [Test]
    public async Task Arguments_arrive_as_they_are()
    {
        string[] hostile = ["", " ", "a b", "\"", "'", "$(id)", "`id`", "; rm", "*", "\\", "--flag=x y", "ä", "line\nbreak"];

        var result = await stage.RunAsync(Stage.Shell("for a; do printf '%s\\0' \"$a\"; done", hostile) with { Quiet = true });

        Assert.That(result.Output.Split('\0')[..^1], Is.EqualTo(hostile));
    }

    [Test]
    public async Task Variables_are_set_and_removed_and_the_folder_is_the_one_asked_for()
    {
        var folder = Path.GetFullPath(Path.GetTempPath()).TrimEnd('/');
        var command = Stage.Shell("echo \"${FRESH-}|${HOME-none}\"; pwd -P") with
        {
            WorkingDirectory = folder,
            Environment = new Dictionary<string, string?> { ["FRESH"] = "set", ["HOME"] = null },
        };

        Assert.That((await stage.RunAsync(command)).Output, Is.EqualTo($"set|none\n{folder}\n"));
    }

    [Test]
    public async Task A_secret_is_masked_in_streamed_lines_and_in_the_recorded_arguments()
    {
        stage.Journal.Secrets.Add("hunter2-hunter2");

        var result = await stage.RunAsync(Stage.Shell("echo \"password is $1\"; echo \"$1\" >&2", "hunter2-hunter2"));

        Assert.That(stage.Recorder.Output, Is.EqualTo(new[] { "password is ***" }));
        Assert.That(stage.Recorder.Error, Is.EqualTo(new[] { "***" }));
        Assert.That(stage.Journal.ToolCalls.Single().Arguments[^1], Is.EqualTo("***"));
        Assert.That(result.Output, Is.EqualTo("password is hunter2-hunter2\n"), "what is captured is data and stays whole");
    }

    [Test]
    public async Task A_secret_across_the_cut_of_an_endless_line_is_masked_all_the_same()
    {
        stage.Journal.Secrets.Add("hunter2-hunter2");

        await stage.RunAsync("head -c 32760 /dev/zero | tr '\\0' x; printf hunter2-hunter2; head -c 100000 /dev/zero | tr '\\0' y");

        Assert.That(stage.Recorder.Output.Single(), Does.Not.Contain("hunter").And.Contains("***"));
    }

    [Test]
    public async Task A_background_child_that_keeps_the_output_open_does_not_hold_the_run_and_lives_on()
    {
        // The child ends itself when the test lets go of the pipe in its hands.
        var fifo = Path.Combine(Directory.CreateTempSubdirectory("mesh-test-").FullName, "fifo");
        await stage.RunAsync(new Command("mkfifo", [fifo]));

        var result = await stage.RunAsync(Stage.Shell("(read x < \"$1\") & echo child $!; exit 5", fifo));

        var child = await stage.Recorder.LineAsync("child ");
        Assert.That(result.ExitCode, Is.EqualTo(5));
        Assert.That(stage.Journal.ToolCalls[^1].Duration, Is.LessThan(TimeSpan.FromSeconds(8)));
        Assert.That(Stage.IsRunning(child), Is.True, "after a normal exit nothing is ended");
        await File.WriteAllTextAsync(fifo, "go\n");
        Directory.Delete(Path.GetDirectoryName(fifo)!, recursive: true);
    }

    [Test]
    public async Task The_call_is_recorded_with_the_full_path_and_its_duration()
    {
        await stage.RunAsync(new Command("true", ["one", "two"]));

        var call = stage.Journal.ToolCalls.Single();
        Assert.That(call.Tool, Does.StartWith("/").And.EndsWith("/true"));
        Assert.That(call.Arguments, Is.EqualTo(new[] { "one", "two" }));
        Assert.That(call.Duration, Is.GreaterThan(TimeSpan.Zero));
    }

    [Test]
    public void A_listener_that_fails_ends_the_tool_instead_of_blocking_it()
    {
        stage.Journal.Listen(new Failing());

        Assert.That(async () => await stage.RunAsync("yes"), Throws.InstanceOf<NotSupportedException>());
        Assert.That(stage.Journal.ToolCalls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_tool_that_outlasts_its_limit_is_ended_and_that_is_75()
    {
        var failure = await Assert.ThrowsAsync<MeshException>(async () => await stage.RunAsync(new Command("sleep", ["60"]) { Timeout = TimeSpan.FromMilliseconds(150) }));

        Assert.That(failure!.ExitCode, Is.EqualTo(ExitCode.TimeLimit));
        Assert.That(failure.Reason, Does.Contain("sleep").And.Contains("0.15s"));
        Assert.That(stage.Journal.ToolCalls.Single().ExitCode, Is.EqualTo(143));
    }

    private const int OutputLimit = 33_000;

    private sealed class Failing : Mesh.Core.Journal.IJournalListener
    {
        public void OnToolOutput(string tool, string line, bool isError) => throw new NotSupportedException("a broken listener");
    }
}
