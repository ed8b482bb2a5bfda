using System.Collections.Concurrent;
using Mesh.Core.Configuration;
using Mesh.Core.Journal;
using Mesh.Core.Model;
using Mesh.Core.Processes;
using Mesh.Core.Registries.Credentials;
using Mesh.Core.Registries.Ecr;
using Mesh.Core.Registries.Http;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Core.Registries;

/// <summary>Real registries, over HTTP.</summary>
/// <param name="registries">What mesh.yaml says of some of them.</param>
/// <param name="workingDirectory">The folder that relative paths in it start from.</param>
/// <param name="runner">Runs credential helpers.</param>
/// <param name="journal">Where notes go, and the secrets that are read.</param>
/// <param name="time">The clock.</param>
public sealed class RegistryClient(IReadOnlyList<RegistryOptions> registries, string workingDirectory, ICommandRunner runner, RunJournal journal, TimeProvider time) : IRegistries, IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<RegistryCalls>> doors = new(StringComparer.OrdinalIgnoreCase);
    private readonly RateLimits limits = new(journal);
    private readonly Lock gate = new();
    private IReadOnlyList<ICredentialSource>? sources;
    private EcrRepositories? ecr;

    /// <summary>What it takes from the machine it runs on. Default: this machine's.</summary>
    public RegistrySurroundings Surroundings { get; init; } = new();

    /// <summary>Makes the connections instead of the network, for a registry in memory; given the registry's host as images name it. Null for the network.</summary>
    public Func<string, HttpMessageHandler>? Handlers { get; init; }

    /// <summary>Where credentials come from; null for where they come from in earnest.</summary>
    internal IReadOnlyList<ICredentialSource>? Sources { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<string> RateLimits => limits.Lines;

    /// <inheritdoc/>
    public Task<Manifest> GetManifestAsync(ImageReference image, CancellationToken cancellation) => Of(image.Repository).Manifests.GetAsync(image, cancellation);

    /// <inheritdoc/>
    public Task<Manifest?> FindManifestAsync(ImageReference image, CancellationToken cancellation) => Of(image.Repository).Manifests.FindAsync(image, cancellation);

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> GetBlobAsync(ImageRepository repository, Descriptor blob, CancellationToken cancellation) => Of(repository).Blobs.GetAsync(repository, blob, cancellation);

    /// <inheritdoc/>
    public Task<Stream> OpenBlobAsync(ImageRepository repository, Descriptor blob, CancellationToken cancellation) => Of(repository).Blobs.OpenAsync(repository, blob, cancellation);

    /// <inheritdoc/>
    public Task<bool> HasBlobAsync(ImageRepository repository, Descriptor blob, CancellationToken cancellation) => Of(repository).Blobs.HasAsync(repository, blob, cancellation);

    /// <inheritdoc/>
    public Task<bool> MountBlobAsync(ImageRepository repository, Descriptor blob, ImageRepository from, CancellationToken cancellation) => Of(repository).Uploads.MountAsync(repository, blob, from, cancellation);

    /// <inheritdoc/>
    public Task UploadBlobAsync(ImageRepository repository, Descriptor blob, Func<CancellationToken, Task<Stream>> open, IProgress<long>? progress, CancellationToken cancellation) =>
        Of(repository).Uploads.UploadAsync(repository, blob, open, progress, cancellation);

    /// <inheritdoc/>
    public Task PutManifestAsync(ImageReference image, Manifest manifest, CancellationToken cancellation) => Of(image.Repository).Manifests.PutAsync(image, manifest, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListTagsAsync(ImageRepository repository, int most, CancellationToken cancellation) => Of(repository).Tags.ListAsync(repository, most, cancellation);

    /// <inheritdoc/>
    public Task<bool> HasRepositoryAsync(ImageRepository repository, CancellationToken cancellation) =>
        HasItsOwnApi(repository) ? Ecr().ExistsAsync(repository, cancellation) : Task.FromResult(true);

    /// <inheritdoc/>
    public Task CreateRepositoryAsync(ImageRepository repository, CancellationToken cancellation) =>
        HasItsOwnApi(repository) ? Ecr().CreateAsync(repository, cancellation) : Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var door in doors.Values.Where(door => door.IsValueCreated))
        {
            door.Value.Dispose();
        }
    }

    private RegistryCalls Of(ImageRepository repository) => doors.GetOrAdd(repository.Registry, registry => new Lazy<RegistryCalls>(() => Open(registry))).Value;

    private bool HasItsOwnApi(ImageRepository repository) => Surroundings.Aws && EcrRepositories.Knows(repository.Registry);

    private EcrRepositories Ecr()
    {
        lock (gate)
        {
            return ecr ??= new EcrRepositories(Surroundings, journal, time);
        }
    }

    // The same for all registries, because some keep what they have read.
    private IReadOnlyList<ICredentialSource> SourcesOfAll()
    {
        lock (gate)
        {
            return sources ??= Sources ?? CredentialSources.Of(registries, workingDirectory, Surroundings, runner, journal, time);
        }
    }

    private RegistryCalls Open(string registry)
    {
        var endpoint = RegistryEndpoint.Of(registry, registries, workingDirectory);
        var handler = Handlers?.Invoke(registry) ?? RegistryHandler.Create(endpoint, 2 * RegistryDoor.MostAtOnce);
        return new RegistryCalls(new RegistryDoor(endpoint, handler, SourcesOfAll(), limits, journal, time));
    }
}
