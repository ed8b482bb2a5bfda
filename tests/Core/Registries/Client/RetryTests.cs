using System.Globalization;
using System.Net.Http.Headers;
using Mesh.Core.Findings;
using Mesh.Core.Registries;
using Mesh.Core.Tests.Kubernetes;
using static Mesh.Core.Tests.Registries.RegistryBench;
using static Mesh.Core.Tests.Registries.ScriptedRegistry;

namespace Mesh.Core.Tests.Registries.Client;

public sealed class RetryTests
{
    // Every wait there can be is jumped over; only deadlines of calls are not waited for.
    private readonly SkippingTime time = new(TimeSpan.FromSeconds(29));
    private readonly RegistryBench bench;

    public RetryTests() => bench = new RegistryBench(time);

    [Test]
    public async Task Errors_of_its_own_are_tried_again()
    {
        var calls = 0;
        int[] errors = [500, 502, 503, 504, 408, 599];
        using var client = bench.Client(new ScriptedRegistry(_ => calls++ < errors.Length ? Error(errors[calls - 1], "UNKNOWN") : Manifest(ImageBody())));

        await client.GetManifestAsync(Image("localhost:5000/a:1"), default);

        Assert.That(calls, Is.EqualTo(7));
        Assert.That(time.Skipped.Sum(wait => wait.TotalSeconds), Is.LessThan(12));
    }

    [Test]
    public async Task Nothing_but_errors_ends_after_seven_attempts_with_its_words()
    {
        var handler = new ScriptedRegistry(_ => Text(503, "<html><head><title>503 Backend\nfetch failed</title></head><body>…</body></html>", "text/html"));
        using var client = bench.Client(handler);

        var failure = await FailureAsync(() => client.GetManifestAsync(Image("localhost:5000/a:1"), default));

        Assert.That((failure.ExitCode, FaultOf(failure)), Is.EqualTo((ExitCode.Unavailable, RegistryFault.Unreachable)));
        Assert.That(failure.Reason, Does.EndWith("at last 503 503 Backend fetch failed"));
        Assert.That(handler.Calls, Has.Count.EqualTo(7));
    }

    [Test]
    public async Task What_it_will_never_do_is_not_tried_again()
    {
        var handler = new ScriptedRegistry(_ => Error(501, "UNSUPPORTED"));
        using var client = bench.Client(handler);

        Assert.That((await FailureAsync(() => client.GetManifestAsync(Image("localhost:5000/a:1"), default))).ExitCode, Is.EqualTo(ExitCode.Unavailable));
        Assert.That(handler.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_registry_that_never_answered_is_given_up_after_seconds_and_one_that_did_later()
    {
        var down = true;
        using var client = bench.Client(new ScriptedRegistry(_ => down ? throw new HttpRequestException(HttpRequestError.ConnectionError, "refused", new System.Net.Sockets.SocketException(111)) : Manifest(ImageBody())));

        var failure = await FailureAsync(() => client.GetManifestAsync(Image("localhost:5000/a:1"), default));
        Assert.That((failure.ExitCode, FaultOf(failure)), Is.EqualTo((ExitCode.Unavailable, RegistryFault.Unreachable)));
        Assert.That(failure.Reason, Does.StartWith("localhost:5000 cannot be reached for the manifest of localhost:5000/a:1"));
        var first = time.Skipped.Sum(wait => wait.TotalSeconds);
        Assert.That(first, Is.InRange(3, 6));

        down = false;
        await client.GetManifestAsync(Image("localhost:5000/a:1"), default);
        down = true;
        await FailureAsync(() => client.GetManifestAsync(Image("localhost:5000/a:1"), default));
        Assert.That(time.Skipped.Sum(wait => wait.TotalSeconds) - first, Is.InRange(10, 15));
    }

    [Test]
    public async Task Too_many_requests_are_waited_for_as_long_as_it_says()
    {
        var calls = 0;
        using var client = bench.Client(new ScriptedRegistry(_ => ++calls switch
        {
            1 => Busy(new RetryConditionHeaderValue(TimeSpan.FromSeconds(7))),
            2 => Busy(new RetryConditionHeaderValue(time.GetUtcNow() + TimeSpan.FromSeconds(20))),
            _ => Manifest(ImageBody()),
        }));

        await client.GetManifestAsync(Image("hub.test/a:1"), default);

        Assert.That(time.Skipped.Select(wait => wait.TotalSeconds), Is.EqualTo(new[] { 7, 20 }));
        Assert.That(bench.Notes, Is.EqualTo(new[] { "hub.test says 429, too many requests; asking again in 7 s", "hub.test says 429, too many requests; asking again in 20 s" }));
    }

    [Test]
    public async Task Too_many_requests_for_longer_than_there_is_patience_are_not_waited_for()
    {
        var handler = new ScriptedRegistry(_ => Busy(new RetryConditionHeaderValue(TimeSpan.FromHours(6))));
        using var client = bench.Client(handler);

        var failure = await FailureAsync(() => client.GetManifestAsync(Image("hub.test/a:1"), default));

        Assert.That((failure.ExitCode, FaultOf(failure)), Is.EqualTo((ExitCode.Unavailable, RegistryFault.RateLimited)));
        Assert.That(failure.Reason, Does.Contain("429 TOOMANYREQUESTS: slow down").And.Contain("come again in 21600 s"));
        Assert.That(handler.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Too_many_requests_again_and_again_end_after_five_minutes()
    {
        var handler = new ScriptedRegistry(_ => Busy(new RetryConditionHeaderValue(TimeSpan.FromSeconds(25))));
        using var client = bench.Client(handler);

        Assert.That(FaultOf(await FailureAsync(() => client.GetManifestAsync(Image("hub.test/a:1"), default))), Is.EqualTo(RegistryFault.RateLimited));

        Assert.That(time.Skipped.Sum(wait => wait.TotalSeconds), Is.EqualTo(300));
    }

    [Test]
    public async Task Too_many_requests_without_a_word_how_long_are_waited_for_a_minute()
    {
        using var client = bench.Client(new ScriptedRegistry(_ => Busy(null)));

        Assert.That(FaultOf(await FailureAsync(() => client.GetManifestAsync(Image("hub.test/a:1"), default))), Is.EqualTo(RegistryFault.RateLimited));

        Assert.That(time.Skipped.Select(wait => wait.TotalSeconds), Is.EqualTo(new[] { 1, 2, 4, 8, 16 }));
    }

    [Test]
    public async Task Rate_limits_are_remembered_and_a_note_is_made_when_little_is_left()
    {
        var left = 12;
        using var client = bench.Client(new ScriptedRegistry(_ =>
        {
            var response = Manifest(ImageBody());
            response.Headers.TryAddWithoutValidation("ratelimit-limit", "100;w=21600");
            response.Headers.TryAddWithoutValidation("ratelimit-remaining", string.Create(CultureInfo.InvariantCulture, $"{--left};w=21600"));
            response.Headers.TryAddWithoutValidation("docker-ratelimit-source", "203.0.113.7");
            return response;
        }));

        await client.GetManifestAsync(Image("nginx:1"), default);
        Assert.That(client.RateLimits, Is.EqualTo(new[] { "docker.io: 11 of 100 pulls left in 6 h, counted for 203.0.113.7" }));
        Assert.That(bench.Notes, Is.Empty);

        await client.GetManifestAsync(Image("nginx:2"), default);
        await client.GetManifestAsync(Image("nginx:3"), default);
        await client.GetManifestAsync(Image("nginx:4"), default);
        Assert.That(bench.Notes, Is.EqualTo(new[] { "docker.io: 9 of 100 pulls left in 6 h, counted for 203.0.113.7: the next ones will be refused with 429" }));
    }

    [TestCase("many", "few")]
    [TestCase("100", "")]
    [TestCase("99999999999999999999", "1")]
    [TestCase("-1", "-2")]
    public async Task Rate_limits_that_are_none_say_nothing(string limit, string remaining)
    {
        using var client = bench.Client(new ScriptedRegistry(_ =>
        {
            var response = Manifest(ImageBody());
            response.Headers.TryAddWithoutValidation("ratelimit-limit", limit);
            response.Headers.TryAddWithoutValidation("ratelimit-remaining", remaining);
            return response;
        }));

        await client.GetManifestAsync(Image("nginx:1"), default);

        Assert.That(client.RateLimits, Is.Empty);
    }

    [Test]
    public async Task One_in_ten_errors_never_fails_a_thousand_calls()
    {
        var calls = 0;
        using var client = bench.Client(new ScriptedRegistry(_ => Interlocked.Increment(ref calls) % 10 == 0 ? Error(500, "UNKNOWN") : Manifest(ImageBody())));

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => client.GetManifestAsync(Image($"localhost:5000/a:{i}"), default)));

        Assert.That(calls, Is.InRange(1110, 1112));
    }

    [Test]
    public async Task No_more_than_sixteen_calls_run_at_once()
    {
        var (running, most) = (0, 0);
        using var client = bench.Client(new ScriptedRegistry(async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return Manifest(ImageBody());
        }));

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => client.GetManifestAsync(Image($"localhost:5000/a:{i}"), default)));

        Assert.That(most, Is.InRange(2, 16));
    }

    private static HttpResponseMessage Busy(RetryConditionHeaderValue? after)
    {
        var response = Error(429, "TOOMANYREQUESTS", "slow down");
        response.Headers.RetryAfter = after;
        return response;
    }
}
