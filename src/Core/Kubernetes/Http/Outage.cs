using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Kubernetes.Http;

/// <summary>Keeps account of how long a watch has been without its server, and waits a little longer each time.</summary>
internal sealed class Outage(string context, TimeSpan patience, RunJournal journal, TimeProvider time)
{
    // A connection that held this long was one to a working server.
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private long? since;
    private long? opened;
    private TimeSpan pause = First;
    private bool told;

    /// <summary>A connection stands; that alone does not end an outage, since a broken proxy takes connections too.</summary>
    public void Opened() => opened ??= time.GetTimestamp();

    /// <summary>The server works.</summary>
    public void End()
    {
        if (told)
        {
            journal.Note($"{context}: the API server answers again");
        }

        (since, pause, told) = (null, First, false);
    }

    /// <summary>A watch ended without an error; the next one follows, but not in a tight loop where all end at once.</summary>
    public async Task PauseAsync(CancellationToken cancellation)
    {
        if (HeldSteady())
        {
            End();
            return;
        }

        await Task.Delay(Grow(), time, cancellation);
    }

    /// <summary>The server is away: waits before the next attempt.</summary>
    /// <exception cref="MeshException"><paramref name="why"/>, when patience is at its end.</exception>
    public async Task WaitAsync(MeshException why, CancellationToken cancellation)
    {
        if (HeldSteady())
        {
            End();
        }

        since ??= time.GetTimestamp();
        var left = patience - time.GetElapsedTime(since.Value);
        if (left <= TimeSpan.Zero)
        {
            throw new MeshException(why.ExitCode, $"{why.Reason}; waited {patience.TotalSeconds:0} s for it", why.Remedy, why.InnerException);
        }

        if (!told && pause > First)
        {
            told = true;
            journal.Note($"{context}: the API server does not answer ({why.InnerException?.Message ?? why.Reason}); waiting up to {patience.TotalSeconds:0} s for it");
        }

        var next = Grow();
        await Task.Delay(next < left ? next : left, time, cancellation);
    }

    private TimeSpan Grow()
    {
        var now = pause;
        pause = pause * 2 < Longest ? pause * 2 : Longest;
        return now;
    }

    private bool HeldSteady()
    {
        var steady = opened is { } moment && time.GetElapsedTime(moment) >= Steady;
        opened = null;
        return steady;
    }
}
