using Mesh.Core.Journal;

namespace Mesh.Core.Certificates.Making;

/// <summary>New keys, made side by side.</summary>
internal sealed class CaKeys : IDisposable
{
    private readonly CaKey?[] keys;
    private readonly Lock telling = new();
    private int done;

    private CaKeys(int count) => keys = new CaKey?[count];

    public CaKey this[int index] => keys[index]!;

    /// <summary>Makes them, as many at once as there are processors.</summary>
    /// <param name="kind">rsa4096, p256 or p384.</param>
    /// <param name="count">How many.</param>
    /// <param name="journal">Told how many there are.</param>
    /// <param name="cancellation">Stops it at once; those that are being made are thrown away when they are done.</param>
    public static async Task<CaKeys> MakeAsync(string kind, int count, RunJournal journal, CancellationToken cancellation)
    {
        var made = new CaKeys(count);
        var making = Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, (index, _) =>
        {
            made.keys[index] = CaKey.Make(kind);
            made.Tell(journal, cancellation);
            return ValueTask.CompletedTask;
        });
        try
        {
            // A large key takes seconds, and nothing stops the search for its primes: whoever wants to stop does not wait for those under way.
            await making.WaitAsync(cancellation);
            return made;
        }
        catch
        {
            _ = making.ContinueWith(_ => made.Dispose(), TaskScheduler.Default);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in keys)
        {
            key?.Dispose();
        }
    }

    private void Tell(RunJournal journal, CancellationToken cancellation)
    {
        lock (telling)
        {
            done++;
            if (!cancellation.IsCancellationRequested)
            {
                journal.Progress("keys", $"{done} of {keys.Length} made", finished: done == keys.Length);
            }
        }
    }
}
