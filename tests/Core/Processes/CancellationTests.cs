using System.Diagnostics;

namespace Mesh.Core.Tests.Processes;

[Platform("Linux", Reason = "process trees are read from /proc")]
public sealed class CancellationTests
{
    private readonly Stage stage = new();

    [Test]
    public void Cancelled_before_it_starts_nothing_is_run()
    {
        Assert.That(async () => await stage.RunAsync(Stage.Shell("echo never"), new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(stage.Recorder.Output, Is.Empty);
        Assert.That(stage.Journal.ToolCalls, Is.Empty);
    }

    [Test]
    public async Task A_tool_may_clean_up_when_it_is_asked_to_end()
    {
        await CancelAfterReadyAsync("trap 'echo cleaned up; exit 7' TERM; echo ready $$; for i in 1 2 3 4 5 6 7 8 9; do sleep 1 & wait $!; done");

        Assert.That(stage.Recorder.Output, Does.Contain("cleaned up"));
        Assert.That(stage.Journal.ToolCalls.Single().ExitCode, Is.EqualTo(7));
    }

    [Test]
    public async Task A_tool_that_does_not_listen_is_killed_and_all_is_over_within_five_seconds()
    {
        var watch = Stopwatch.StartNew();

        await CancelAfterReadyAsync("trap '' TERM; echo ready $$; for i in 1 2 3 4 5 6 7 8 9; do sleep 1; done");

        Assert.That(watch.Elapsed, Is.InRange(TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(5)));
        Assert.That(stage.Journal.ToolCalls.Single().ExitCode, Is.EqualTo(137));
    }

    [Test]
    public async Task Children_and_grandchildren_go_with_it() =>
        await CancelAfterReadyAsync("sh -c 'sleep 60 & echo child $!; echo parent $$; wait' & sleep 60 & echo sibling $!; sleep 0.1; echo ready $$; wait", "child ", "parent ", "sibling ");

    [Test]
    public async Task A_grandchild_that_became_a_daemon_is_found_by_its_cookie() =>
        await CancelAfterReadyAsync("sh -c 'setsid sh -c \"echo daemon \\$\\$; exec sleep 60\" &' ; echo ready $$; sleep 60", "daemon ");

    [Test]
    public async Task A_child_without_the_cookie_is_found_by_its_parent() =>
        await CancelAfterReadyAsync("env -i /bin/sh -c 'echo bare $$; exec sleep 60' & echo ready $$; wait", "bare ");

    [Test]
    public async Task A_daemon_that_does_not_listen_is_killed() =>
        await CancelAfterReadyAsync("setsid sh -c 'trap \"\" TERM; echo daemon $$; for i in 1 2 3 4 5 6 7 8 9; do sleep 1; done' & echo ready $$; wait", "daemon ");

    [Test]
    public async Task What_a_left_behind_child_does_is_ended_when_the_cancellation_comes_while_its_output_is_awaited()
    {
        using var stop = new CancellationTokenSource();
        var run = stage.RunAsync(Stage.Shell("sleep 60 & echo left $!"), stop.Token);
        var left = await stage.Recorder.LineAsync("left ");

        await stop.CancelAsync();

        Assert.That(async () => await run, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Stage.IsRunning(left), Is.False);
    }

    [Test]
    public async Task One_run_is_ended_and_its_neighbour_is_not_touched()
    {
        using var stop = new CancellationTokenSource();
        var neighbour = new Stage();
        var run = neighbour.RunAsync(Stage.Shell("echo neighbour $$; exec sleep 60"), stop.Token);
        var pid = await neighbour.Recorder.LineAsync("neighbour ");

        await CancelAfterReadyAsync("echo ready $$; exec sleep 60");

        Assert.That(Stage.IsRunning(pid), Is.True);
        await stop.CancelAsync();
        Assert.That(async () => await run, Throws.InstanceOf<OperationCanceledException>());
    }

    private Task CancelAfterReadyAsync(string script, params string[] others) => CancelAfterReadyAsync(stage, script, others);

    private static async Task CancelAfterReadyAsync(Stage stage, string script, params string[] others)
    {
        using var stop = new CancellationTokenSource();
        var run = stage.RunAsync(Stage.Shell(script), stop.Token);
        string[] pids = await Task.WhenAll(others.Prepend("ready ").Select(stage.Recorder.LineAsync));
        Assert.That(pids.Select(Stage.IsRunning), Is.All.True);

        await stop.CancelAsync();

        Assert.That(async () => await run, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(pids.Where(Stage.IsRunning), Is.Empty, "the whole tree is gone when the run returns");
    }
}
