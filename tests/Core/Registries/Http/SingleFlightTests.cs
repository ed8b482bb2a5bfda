using Mesh.Core.Registries.Http;

namespace Mesh.Core.Tests.Registries.Http;

public sealed class SingleFlightTests
{
    [Test]
    public async Task Whoever_asks_for_what_is_being_made_waits_for_that()
    {
        var flights = new SingleFlight<string, int>();
        var (made, landing) = (0, new TaskCompletionSource<int>());
        var all = Enumerable.Range(0, 20).Select(_ => flights.GetAsync("a", _ => Make(), default)).ToList();
        landing.SetResult(7);

        Assert.That(await Task.WhenAll(all), Is.All.EqualTo(7));
        Assert.That(made, Is.EqualTo(1));

        Task<int> Make()
        {
            made++;
            return landing.Task;
        }
    }

    [Test]
    public async Task What_was_made_is_kept_only_where_that_is_wanted()
    {
        var made = 0;
        var (once, again) = (new SingleFlight<string, int>(keep: true), new SingleFlight<string, int>());
        await once.GetAsync("a", _ => Task.FromResult(++made), default);
        Assert.That(await once.GetAsync("a", _ => Task.FromResult(++made), default), Is.EqualTo(1));
        Assert.That(await once.GetAsync("b", _ => Task.FromResult(++made), default), Is.EqualTo(2));
        await again.GetAsync("a", _ => Task.FromResult(++made), default);
        Assert.That(await again.GetAsync("a", _ => Task.FromResult(++made), default), Is.EqualTo(4));
    }

    [Test]
    public async Task A_failure_is_kept_as_well()
    {
        var flights = new SingleFlight<string, int>(keep: true);
        var tried = 0;
        for (var i = 0; i < 2; i++)
        {
            await Assert.ThatAsync(() => flights.GetAsync("a", _ => Task.FromException<int>(new InvalidOperationException($"{++tried}")), default), Throws.InvalidOperationException.With.Message.EqualTo("1"));
        }
    }

    [Test]
    public async Task One_who_goes_away_does_not_stop_it_for_the_others()
    {
        var flights = new SingleFlight<string, int>(keep: true);
        using var impatient = new CancellationTokenSource();
        var landing = new TaskCompletionSource<int>();
        CancellationToken stop = default;
        var gone = flights.GetAsync("a", Make, impatient.Token);
        var patient = flights.GetAsync("a", Make, default);
        await impatient.CancelAsync();

        await Assert.ThatAsync(() => gone, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(stop.IsCancellationRequested, Is.False);
        landing.SetResult(3);
        Assert.That(await patient, Is.EqualTo(3));

        Task<int> Make(CancellationToken cancellation)
        {
            stop = cancellation;
            return landing.Task;
        }
    }

    [Test]
    public async Task When_all_have_gone_it_is_stopped_and_nothing_of_it_is_kept()
    {
        var flights = new SingleFlight<string, int>(keep: true);
        using var impatient = new CancellationTokenSource();
        var stopped = new TaskCompletionSource();
        var gone = flights.GetAsync("a", async stop =>
        {
            await using var _ = stop.Register(stopped.SetResult);
            await stopped.Task;
            stop.ThrowIfCancellationRequested();
            return 1;
        }, impatient.Token);
        await impatient.CancelAsync();

        await Assert.ThatAsync(() => gone, Throws.InstanceOf<OperationCanceledException>());
        await stopped.Task;
        Assert.That(await flights.GetAsync("a", _ => Task.FromResult(2), default), Is.EqualTo(2));
    }
}
