using Mesh.Core.Registries.Credentials;

namespace Mesh.Core.Registries.Http;

/// <summary>What one source has for one registry, asked for once and kept until it is refused.</summary>
internal sealed class HeldCredential(ICredentialSource source, string registry, TimeProvider time) : IDisposable
{
    // Whoever is refused by a hundred repositories is not helped by a hundred new credentials.
    private static readonly TimeSpan BetweenRenewals = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim gate = new(1, 1);
    private bool asked;
    private RegistryCredential? held;
    private volatile RegistryCredential? hopeless;
    private long? renewed;

    /// <summary>The source in words.</summary>
    public string Name => source.Name;

    /// <summary>What it has; null when it has nothing.</summary>
    public Task<RegistryCredential?> GetAsync(CancellationToken cancellation) => InTurnAsync(() => asked ? Task.FromResult(held) : AskAsync(renew: false, cancellation), cancellation);

    /// <summary>Another credential than the one that was refused; null when there is none.</summary>
    public Task<RegistryCredential?> RenewAsync(RegistryCredential refused, CancellationToken cancellation) => InTurnAsync(
        async () =>
        {
            if (ReferenceEquals(held, refused))
            {
                if (renewed is { } then && time.GetElapsedTime(then) < BetweenRenewals)
                {
                    return null;
                }

                renewed = time.GetTimestamp();
                await AskAsync(renew: true, cancellation);
            }

            return held == refused ? null : held;
        },
        cancellation);

    /// <summary>Remembers that the registry does not know this credential at all, whatever it is asked for.</summary>
    public void GiveUp(RegistryCredential credential) => hopeless = credential;

    public bool IsHopeless(RegistryCredential credential) => hopeless == credential;

    public void Dispose() => gate.Dispose();

    private async Task<RegistryCredential?> AskAsync(bool renew, CancellationToken cancellation)
    {
        held = await source.FindAsync(registry, renew, cancellation);
        asked = true;
        return held;
    }

    private async Task<RegistryCredential?> InTurnAsync(Func<Task<RegistryCredential?>> act, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            return await act();
        }
        finally
        {
            gate.Release();
        }
    }
}
