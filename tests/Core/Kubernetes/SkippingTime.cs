namespace Mesh.Core.Tests.Kubernetes;

/// <summary>A clock that jumps over every wait of up to <paramref name="upTo"/> as soon as it is begun, and stands still otherwise: back-off takes no time, deadlines never pass by themselves.</summary>
public sealed class SkippingTime(TimeSpan upTo) : TimeProvider
{
    private readonly ManualTime clock = new();
    private readonly List<TimeSpan> skipped = [];

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

    public void Advance(TimeSpan by) => clock.Advance(by);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = clock.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime <= upTo)
        {
            lock (skipped)
            {
                skipped.Add(dueTime);
            }

            ThreadPool.QueueUserWorkItem(_ => clock.Advance(dueTime));
        }

        return timer;
    }
}
