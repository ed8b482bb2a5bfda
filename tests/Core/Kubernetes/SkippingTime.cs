using System.Collections.Concurrent;

namespace Mesh.Core.Tests.Kubernetes;

/// <summary>A clock that jumps over every wait of up to <paramref name="upTo"/> as soon as it is begun, and stands still otherwise: back-off takes no time, deadlines never pass by themselves.</summary>
/// <param name="upTo">The longest wait that takes no time.</param>
/// <param name="rearmed">True to jump over the waits of timers that are set anew as well: then alarms ring and controllers try again.</param>
public sealed class SkippingTime(TimeSpan upTo, bool rearmed = false) : TimeProvider
{
    private readonly TimeSpan upTo = upTo;
    private readonly bool rearmed = rearmed;
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
        var timer = new SkippedTimer(this, clock.CreateTimer(callback, state, dueTime, period));
        Held(dueTime).TrySetResult();
        timer.Skip(dueTime);
        return timer;
    }

    private TaskCompletionSource Held(TimeSpan length) => held.GetOrAdd(length, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    // Jumps to the very moment at which it is due, and only while somebody waits for it: jumps that add up would outrun every limit on a busy machine.
    private sealed class SkippedTimer(SkippingTime time, ITimer timer) : ITimer
    {
        private int armed;

        public void Skip(TimeSpan wait)
        {
            var mine = Volatile.Read(ref armed);
            if (wait <= TimeSpan.Zero || wait > time.upTo)
            {
                return;
            }

            lock (time.skipped)
            {
                time.skipped.Add(wait);
            }

            var due = time.clock.GetUtcNow() + wait;
            ThreadPool.QueueUserWorkItem(_ =>
            {
                if (Volatile.Read(ref armed) == mine)
                {
                    time.clock.AdvanceTo(due);
                }
            });
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Increment(ref armed);
            var changed = timer.Change(dueTime, period);
            if (time.rearmed)
            {
                Skip(dueTime);
            }

            return changed;
        }

        public void Dispose()
        {
            Interlocked.Increment(ref armed);
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
