using System.Collections.Concurrent;

namespace Mesh.Core.Tests.Kubernetes;

/// <summary>A clock that jumps over every wait of up to <paramref name="upTo"/> as soon as it is begun, and stands still otherwise: back-off takes no time, deadlines never pass by themselves.</summary>
/// <param name="upTo">The longest wait that takes no time.</param>
/// <param name="rearmed">True to jump over the waits of timers that are set anew as well: then alarms ring and controllers try again.</param>
public sealed class SkippingTime(TimeSpan upTo, bool rearmed = false) : TimeProvider
{
    private readonly ManualTime clock = new();
    private readonly List<TimeSpan> skipped = [];
    private readonly ConcurrentDictionary<TimeSpan, TaskCompletionSource> held = [];

    /// <summary>The waits that were jumped over, in order.</summary>
    public IReadOnlyList<TimeSpan> Skipped
    {
        get
        {
            lock (skipped)
            {
                return [.. skipped];
            }
        }
    }

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    /// <summary>Waits until the code under test has begun a wait of this length, which is too long to be jumped over.</summary>
    public Task HeldAsync(TimeSpan length) => Held(length).Task;

    public void Advance(TimeSpan by) => clock.Advance(by);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = clock.CreateTimer(callback, state, dueTime, period);
        Held(dueTime).TrySetResult();
        Skip(dueTime);
        return rearmed ? new RearmedTimer(timer, Skip) : timer;
    }

    private void Skip(TimeSpan wait)
    {
        if (wait > TimeSpan.Zero && wait <= upTo)
        {
            lock (skipped)
            {
                skipped.Add(wait);
            }

            ThreadPool.QueueUserWorkItem(_ => clock.Advance(wait));
        }
    }

    private TaskCompletionSource Held(TimeSpan length) => held.GetOrAdd(length, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private sealed class RearmedTimer(ITimer timer, Action<TimeSpan> skip) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = timer.Change(dueTime, period);
            skip(dueTime);
            return changed;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
