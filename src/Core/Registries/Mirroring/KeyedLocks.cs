using System.Collections.Concurrent;

namespace Mesh.Core.Registries.Mirroring;

/// <summary>A lock for each key.</summary>
internal sealed class KeyedLocks<TKey> where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, SemaphoreSlim> locks = new();

    /// <summary>Waits for the lock of a key; it is given back by disposing what comes back, once or more often.</summary>
    public async Task<IDisposable> EnterAsync(TKey key, CancellationToken cancellation)
    {
        var entered = locks.GetOrAdd(key, _ => new SemaphoreSlim(1, 1));
        await entered.WaitAsync(cancellation);
        return new Held(entered);
    }

    private sealed class Held(SemaphoreSlim entered) : IDisposable
    {
        private SemaphoreSlim? held = entered;

        public void Dispose() => Interlocked.Exchange(ref held, null)?.Release();
    }
}
