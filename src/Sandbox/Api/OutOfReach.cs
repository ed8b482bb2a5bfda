using Mesh.Sandbox.Controllers;

namespace Mesh.Sandbox.Api;

/// <summary>Waits until the server answers again, as a client that retries does.</summary>
internal static class OutOfReach
{
    /// <exception cref="Core.Findings.MeshException">69 when the server has been away for longer than the patience.</exception>
    public static async Task<T> WaitAsync<T>(Clockwork clock, TimeSpan patience, Func<Task<T>> ask, string server, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var given = clock.AwayFor(patience);
        var answer = ask();
        if (given is not null && !answer.IsCompleted)
        {
            // Nothing to tell yet, and a long outage ahead: whichever comes first.
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var limit = Task.Delay(Until(given.Value, clock), clock.Time, stop.Token);
            if (await Task.WhenAny(answer, limit) == limit)
            {
                cancellation.ThrowIfCancellationRequested();
                throw ApiError.Unavailable(server);
            }

            await stop.CancelAsync();
        }

        while (clock.AwayUntil is { } back)
        {
            var wait = Until(back, clock);
            await Task.Delay(wait < patience ? wait : patience, clock.Time, cancellation);
            if (clock.AwayUntil is not null && wait > patience)
            {
                throw ApiError.Unavailable(server);
            }
        }

        return await answer;
    }

    // The moment may pass between being told and being waited for; a delay below zero is an error.
    private static TimeSpan Until(DateTimeOffset moment, Clockwork clock) => moment - clock.Now is { Ticks: > 0 } left ? left : TimeSpan.Zero;
}
