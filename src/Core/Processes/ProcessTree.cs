using System.Runtime.Versioning;

namespace Mesh.Core.Processes;

/// <summary>
/// All that came of one started process on Linux. A daemon leaves its parent, so descent alone does not find it; the cookie in its environment does.
/// Only a process that both left its parent and cleared its environment before anybody looked is missed.
/// </summary>
/// <param name="root">The process that was started; null when it had ended before it could be looked at.</param>
/// <param name="cookie">What the environment of each of them holds.</param>
/// <param name="time">The clock.</param>
[SupportedOSPlatform("linux")]
internal sealed class ProcessTree(ProcessId? root, string cookie, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    // A process that SIGKILL does not end within this hangs in the kernel, and no further waiting helps.
    private static readonly TimeSpan KillTakes = TimeSpan.FromSeconds(2);

    /// <summary>SIGTERM to each, then SIGKILL to those that are left after <paramref name="grace"/>; also to those that are started meanwhile.</summary>
    public async Task EndAsync(TimeSpan grace)
    {
        var known = new HashSet<ProcessId>();
        await SignalUntilGoneAsync(known, ProcessId.Terminate, repeat: false, grace);
        await SignalUntilGoneAsync(known, ProcessId.Kill, repeat: true, KillTakes);
    }

    private async Task SignalUntilGoneAsync(HashSet<ProcessId> known, int signal, bool repeat, TimeSpan limit)
    {
        var begun = time.GetTimestamp();
        var told = new HashSet<ProcessId>();
        while (true)
        {
            known.RemoveWhere(process => !process.IsRunning);
            known.UnionWith(Find(known));
            if (known.Count == 0)
            {
                return;
            }

            foreach (var process in known.Where(process => told.Add(process) || repeat))
            {
                process.Send(signal);
            }

            if (time.GetElapsedTime(begun) >= limit)
            {
                return;
            }

            await Task.Delay(LookAgain, time);
        }
    }

    // What is known already stays known when its parent dies; its children are found through it.
    private HashSet<ProcessId> Find(HashSet<ProcessId> known)
    {
        var running = ProcessId.Running().Where(process => process.Id.Number != Environment.ProcessId).ToList();
        var found = running.Select(process => process.Id).Where(id => known.Contains(id) || id == root || id.EnvironmentHolds(cookie)).ToHashSet();
        var children = running.ToLookup(process => process.Parent, process => process.Id);
        var open = new Queue<ProcessId>(found);
        while (open.TryDequeue(out var parent))
        {
            foreach (var child in children[parent.Number].Where(found.Add))
            {
                open.Enqueue(child);
            }
        }

        return found;
    }
}
