using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox.Controllers;

/// <summary>What is to happen later, in order of time; all of it under one gate, on an injected clock.</summary>
internal sealed class Clockwork : IDisposable
{
    private readonly PriorityQueue<Action, (DateTimeOffset Due, long Order)> queue = new();
    private readonly TimeProvider time;
    private readonly Lock gate;
    private readonly IReadOnlyList<Outage> outages;
    private readonly DateTimeOffset began;
    private readonly ITimer timer;
    private DateTimeOffset? past;
    private bool running;
    private long order;

    public Clockwork(TimeProvider time, Lock gate, IReadOnlyList<Outage> outages)
    {
        (this.time, this.gate, this.outages) = (time, gate, outages);
        began = time.GetUtcNow();
        timer = time.CreateTimer(_ => Run(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public TimeProvider Time => time;

    public DateTimeOffset Now => past ?? time.GetUtcNow();

    /// <summary>True while the time before the sandbox began is lived through.</summary>
    public bool IsPast => past is not null;

    /// <summary>When the present outage ends; null when the server answers.</summary>
    public DateTimeOffset? AwayUntil => EndOfOutage(time.GetUtcNow());

    /// <summary>The first moment from now on at which the server will have been away for so long.</summary>
    public DateTimeOffset? AwayFor(TimeSpan patience) => outages
        .Where(outage => began + outage.To > Now && outage.To - outage.From > patience)
        .Select(outage => (DateTimeOffset?)(began + outage.From > Now ? began + outage.From : Now) + patience)
        .Where(moment => EndOfOutage(moment!.Value) is not null)
        .Min();

    /// <summary>Plans an action. The caller holds the gate and calls <see cref="Arm"/> when it is done.</summary>
    public void In(TimeSpan delay, Action act)
    {
        var due = Now + delay;
        queue.Enqueue(act, (past is null ? EndOfOutage(due) ?? due : due, order++));
    }

    /// <summary>Sets the timer for what comes next.</summary>
    public void Arm()
    {
        if (!running && past is null && queue.TryPeek(out _, out var next))
        {
            var wait = next.Due - time.GetUtcNow();
            // Timers count whole milliseconds; one that rings early would find nothing due.
            timer.Change(wait <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Lives through the time before the sandbox began, so that what it begins with has a past.</summary>
    public void LiveThrough(TimeSpan history, Action begin)
    {
        past = began - history;
        begin();
        while (queue.TryPeek(out _, out var next) && next.Due <= began)
        {
            past = next.Due > past ? next.Due : past;
            queue.Dequeue()();
        }

        past = null;
        Arm();
    }

    public void Dispose() => timer.Dispose();

    private void Run()
    {
        lock (gate)
        {
            if (running)
            {
                return;
            }

            running = true;
            while (queue.TryPeek(out _, out var next) && next.Due <= time.GetUtcNow())
            {
                queue.Dequeue()();
            }

            running = false;
            Arm();
        }
    }

    private DateTimeOffset? EndOfOutage(DateTimeOffset moment) => outages
        .Where(outage => began + outage.From <= moment && moment < began + outage.To)
        .Select(outage => (DateTimeOffset?)(began + outage.To)).Max();
}
