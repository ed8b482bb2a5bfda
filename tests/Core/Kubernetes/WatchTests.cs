using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Microsoft.AspNetCore.Http;

namespace Mesh.Core.Tests.Kubernetes;

public sealed class WatchTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Test]
    public async Task It_gives_what_is_there_and_then_what_becomes_of_it()
    {
        await using var server = await ServeAsync(List(10, Pod("a", 1)), Open(Event("MODIFIED", Pod("a", 11)), Event("ADDED", Pod("b", 12)), Event("DELETED", Pod("a", 13))));

        Assert.That(await TakeAsync(server, 4), Is.EqualTo(new[] { "Added a@1", "Modified a@11", "Added b@12", "Deleted a@13" }));
        Assert.That(server.Calls.Last().Path, Is.EqualTo("/api/v1/namespaces/beta/pods?watch=true&allowWatchBookmarks=true&timeoutSeconds=60&resourceVersion=10"));
    }

    [Test]
    public async Task A_bookmark_moves_on_the_point_from_which_it_is_taken_up_again()
    {
        await using var server = await ServeAsync(List(10), Cut(Event("BOOKMARK", """{"metadata":{"resourceVersion":"50"}}""")), Open(Event("ADDED", Pod("a", 51))));

        Assert.That(await TakeAsync(server, 1), Is.EqualTo(new[] { "Added a@51" }));
        Assert.That(server.Calls.Last().Path, Does.EndWith("&resourceVersion=50"));
    }

    [Test]
    public async Task A_line_that_is_cut_off_is_not_taken_for_an_event()
    {
        await using var server = await ServeAsync(List(10), Cut(Event("ADDED", Pod("a", 11)), """{"type":"ADDED","obj"""), Open(Event("ADDED", Pod("b", 12))));

        Assert.That(await TakeAsync(server, 2), Is.EqualTo(new[] { "Added a@11", "Added b@12" }));
        Assert.That(server.Calls.Last().Path, Does.EndWith("&resourceVersion=11"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task After_a_410_it_lists_anew_and_gives_only_the_difference(bool asEvent)
    {
        var gone = LoopbackServer.Status(410, "Expired", "too old resource version");
        await using var server = await ServeAsync(
            List(10, Pod("same", 1), Pod("changed", 2), Pod("gone", 3), Pod("replaced", 4, "old")),
            asEvent ? Cut(Event("ERROR", gone)) : context => LoopbackServer.WriteAsync(context, 410, gone),
            List(90, Pod("same", 1), Pod("changed", 80), Pod("replaced", 81, "new"), Pod("fresh", 82)),
            Open(Event("MODIFIED", Pod("same", 91))));

        var events = await TakeAsync(server, 10);

        Assert.That(events.Skip(4), Is.EqualTo(new[] { "Modified changed@80", "Deleted replaced@4", "Added replaced@81", "Added fresh@82", "Deleted gone@3", "Modified same@91" }));
    }

    [Test]
    public async Task A_list_of_several_pages_is_whole_before_anything_is_called_gone()
    {
        await using var server = await ServeAsync(
            List(10, Pod("a", 1), Pod("b", 2)),
            context => LoopbackServer.WriteAsync(context, 410, "{}"),
            Page(20, "more", Pod("a", 1)),
            List(20, Pod("b", 2)),
            Open(Event("ADDED", Pod("c", 21))));

        Assert.That(await TakeAsync(server, 3), Is.EqualTo(new[] { "Added a@1", "Added b@2", "Added c@21" }));
    }

    [Test]
    public async Task A_server_that_comes_back_within_the_patience_is_no_error()
    {
        await using var server = await ServeAsync(
            List(10), Cut(), Drop, Drop, context => LoopbackServer.WriteAsync(context, 503, "starting"), Drop, Open(Event("ADDED", Pod("a", 11))));

        Assert.That(await TakeAsync(server, 1), Is.EqualTo(new[] { "Added a@11" }));
        Assert.That(bench.Notes, Has.Count.EqualTo(2));
        Assert.That(bench.Notes[0], Does.Contain("does not answer"));
        Assert.That(bench.Notes[1], Does.Contain("answers again"));
    }

    [Test]
    public async Task A_server_that_stays_away_is_an_error_when_patience_ends_and_not_before()
    {
        var begun = bench.Time.GetTimestamp();
        await using var server = await ServeAsync(List(10), Drop);

        var failure = await Workbench.FailureAsync(() => TakeAsync(server, 1));

        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.Unavailable));
        Assert.That(failure.Reason, Does.Contain("watch, that is list pods in beta").And.EndWith("waited 30 s for it"));
        Assert.That(bench.Time.GetElapsedTime(begun), Is.InRange(Patience, Patience + TimeSpan.FromSeconds(3)));
    }

    [Test]
    public async Task A_silent_watch_is_taken_up_again_after_its_deadline()
    {
        await using var server = await ServeAsync(List(10), Open(), Open(Event("ADDED", Pod("a", 11))));
        var taken = TakeAsync(server, 1);
        var time = (SkippingTime)bench.Time;
        await time.HeldAsync(TimeSpan.FromSeconds(75));

        time.Advance(TimeSpan.FromSeconds(75));

        Assert.That(await taken, Is.EqualTo(new[] { "Added a@11" }));
    }

    [Test]
    public async Task A_refusal_is_not_waited_out()
    {
        await using var server = await ServeAsync(context => LoopbackServer.WriteAsync(context, 403, LoopbackServer.Status(403, "Forbidden", "pods is forbidden")));

        Assert.That((await Workbench.FailureAsync(() => TakeAsync(server, 1))).ExitCode, Is.EqualTo(ExitCode.Forbidden));
        Assert.That(server.Calls, Has.Count.EqualTo(1));
    }

    [TestCase("not json\n", "no JSON")]
    [TestCase("{\"type\":\"ADDED\"}\n", "without an object")]
    [TestCase(null, "more than 16 MB")]
    public async Task Nonsense_is_given_up_on_when_patience_ends(string? line, string reason)
    {
        await using var server = await ServeAsync(List(10), Cut(line ?? new string(' ', (16 * 1024 * 1024) + 100_000)));

        var failure = await Workbench.FailureAsync(() => TakeAsync(server, 1, TimeSpan.FromMilliseconds(100)));

        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.Unavailable));
        Assert.That(failure.Reason, Does.Contain(reason));
    }

    [Test]
    public async Task Cancelling_ends_it()
    {
        using var stop = new CancellationTokenSource();
        await using var server = await ServeAsync(List(10), async context =>
        {
            await stop.CancelAsync();
            await Open()(context);
        });

        Assert.That(async () => await TakeAsync(server, 1, cancellation: stop.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    private async Task<List<string>> TakeAsync(LoopbackServer server, int count, TimeSpan? patience = null, CancellationToken cancellation = default)
    {
        // A watch has no end of its own; one that waits for what never comes has to fail and not hang.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        var events = new List<string>();
        await foreach (var change in bench.Connect(server.Address).WatchAsync(ResourceKind.Pod, new ListQuery("beta"), patience ?? Patience, limit.Token))
        {
            events.Add($"{change.Type} {change.Object.Name()}@{change.Object.ResourceVersion()}");
            if (events.Count == count)
            {
                break;
            }
        }

        return events;
    }

    private static Task<LoopbackServer> ServeAsync(params Func<HttpContext, Task>[] answers) =>
        LoopbackServer.StartAsync((context, number) => answers[Math.Min(number, answers.Length) - 1](context));

    private static string Pod(string name, int version, string? uid = null) => $$"""{"metadata":{"name":"{{name}}","uid":"{{uid ?? name}}","resourceVersion":"{{version}}"} }""";

    private static string Event(string type, string item) => $$"""{"type":"{{type}}","object":{{item}} }""" + "\n";

    private static Func<HttpContext, Task> List(int version, params string[] items) => Page(version, "", items);

    private static Func<HttpContext, Task> Page(int version, string next, params string[] items) =>
        context => LoopbackServer.WriteAsync(context, 200, $$"""{"metadata":{"resourceVersion":"{{version}}","continue":"{{next}}"},"items":[{{string.Join(',', items)}}]}""");

    private static Func<HttpContext, Task> Cut(params string[] lines) => async context => await LoopbackServer.WriteAsync(context, 200, string.Concat(lines));

    private static Task Drop(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static Func<HttpContext, Task> Open(params string[] lines) => async context =>
    {
        await LoopbackServer.WriteAsync(context, 200, string.Concat(lines));
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    };
}
