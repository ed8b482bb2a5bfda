using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Mesh.Core.Findings;

namespace Mesh.Core.Registries.Credentials;

/// <summary>Keeps what a source found for each registry. However many ask at once, it is sought once; a caller that gives up leaves the search to the next.</summary>
internal sealed class CredentialCache(TimeProvider time)
{
    // Whoever fails for one image fails for the next thousand; each of them may cost a process and its time limit.
    private static readonly TimeSpan FailureLasts = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Slot> slots = new(StringComparer.Ordinal);

    /// <summary>What is kept for a registry, else what is found now.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="renew">True to seek anew what was kept when this call began; what somebody else has renewed since then is new enough.</param>
    /// <param name="find">Seeks it: the credential or null, and until when it may be kept.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task<RegistryCredential?> GetAsync(
        string registry, bool renew, Func<CancellationToken, Task<(RegistryCredential? Credential, DateTimeOffset Until)>> find, CancellationToken cancellation) =>
        slots.GetOrAdd(RegistryHosts.Canonical(registry), _ => new Slot(time)).GetAsync(renew, find, cancellation);

    private sealed record Found(RegistryCredential? Credential, ExceptionDispatchInfo? Failure, DateTimeOffset Until)
    {
        public RegistryCredential? Get()
        {
            Failure?.Throw();
            return Credential;
        }
    }

    [SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody takes holds nothing to dispose.")]
    private sealed class Slot(TimeProvider time)
    {
        private readonly SemaphoreSlim gate = new(1, 1);
        private volatile Found? kept;

        public async Task<RegistryCredential?> GetAsync(bool renew, Func<CancellationToken, Task<(RegistryCredential?, DateTimeOffset)>> find, CancellationToken cancellation)
        {
            var before = kept;
            if (!renew && Lasts(before))
            {
                return before.Get();
            }

            await gate.WaitAsync(cancellation);
            try
            {
                if (!Lasts(kept) || (renew && ReferenceEquals(kept, before)))
                {
                    kept = await FindAsync(find, cancellation);
                }

                return kept!.Get();
            }
            finally
            {
                gate.Release();
            }
        }

        private async Task<Found> FindAsync(Func<CancellationToken, Task<(RegistryCredential?, DateTimeOffset)>> find, CancellationToken cancellation)
        {
            try
            {
                var (credential, until) = await find(cancellation);
                return new Found(credential, null, until);
            }
            catch (MeshException exception)
            {
                return new Found(null, ExceptionDispatchInfo.Capture(exception), time.GetUtcNow() + FailureLasts);
            }
        }

        private bool Lasts([NotNullWhen(true)] Found? found) => found is not null && time.GetUtcNow() < found.Until;
    }
}
