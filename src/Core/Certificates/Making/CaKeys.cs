using Mesh.Core.Journal;

namespace Mesh.Core.Certificates.Making;

/// <summary>New keys, made side by side.</summary>
internal sealed class CaKeys : IDisposable
{
    private readonly CaKey?[] keys;

    private CaKeys(int count) => keys = new CaKey?[count];

    public CaKey this[int index] => keys[index]!;

    /// <summary>Makes them, as many at once as there are processors.</summary>
    /// <param name="kind">rsa4096, p256 or p384.</param>
    /// <param name="count">How many.</param>
    /// <param name="journal">Told how many there are.</param>
    /// <param name="cancellation">Stops it, after those that are being made.</param>
    public static async Task<CaKeys> MakeAsync(string kind, int count, RunJournal journal, CancellationToken cancellation)
    {
        var made = new CaKeys(count);
        try
        {
            var done = 0;
            var telling = new Lock();
            var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
            await Parallel.ForAsync(0, count, options, (index, _) =>
            {
                made.keys[index] = CaKey.Make(kind);
                lock (telling)
                {
                    done++;
                    journal.Progress("keys", $"{done} of {count} made", finished: done == count);
                }

                return ValueTask.CompletedTask;
            });
            return made;
        }
        catch
        {
            made.Dispose();
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
}
