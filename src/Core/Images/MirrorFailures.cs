using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Registries;

namespace Mesh.Core.Images;

/// <summary>One image that fails keeps none of the others from being copied; the first failure decides how the run ends.</summary>
internal sealed class MirrorFailures(RunJournal journal)
{
    private readonly ConcurrentDictionary<string, bool> lost = new();
    private ExceptionDispatchInfo? first;

    /// <summary>Does a part of the work on an image, and keeps what goes wrong. Nothing is begun with a registry that no longer answers or has had enough: every further attempt would wait in vain.</summary>
    public async Task TryAsync(MirrorCopy copy, Func<Task> work, CancellationToken cancellation)
    {
        var registry = copy.Route.Sources[0].Repository.Registry;
        if (lost.ContainsKey(registry))
        {
            copy.Failure = "not begun after the failure before it";
            journal.Note($"{copy.Route.Destination}: {copy.Failure}");
            return;
        }

        try
        {
            await work();
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            Keep(copy, exception);
            if (exception.InnerException is RegistryException { Fault: RegistryFault.Unreachable or RegistryFault.RateLimited })
            {
                lost[registry] = true;
            }
        }
    }

    /// <summary>Keeps what went wrong with an image.</summary>
    public void Keep(MirrorCopy copy, Exception exception)
    {
        var failure = FailureTable.Of(exception);
        copy.Failure = failure.Reason;
        journal.Note($"{copy.Route.Destination}: NOT copied: {failure.Reason}");
        Interlocked.CompareExchange(ref first, ExceptionDispatchInfo.Capture(exception), null);
    }

    /// <summary>Throws the first failure, if there was one.</summary>
    public void Throw() => first?.Throw();
}
