using Mesh.Core.Configuration;
using Mesh.Core.Journal;
using Mesh.Core.Model;
using Mesh.Core.Processes;
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
    private readonly object[] parts = [registries, workingDirectory, runner, journal, time];

    /// <summary>What it takes from the machine it runs on. Default: this machine's.</summary>
    public RegistrySurroundings Surroundings { get; init; } = new();

    /// <summary>Makes the connections instead of the network, for a registry in memory; given the registry's host as images name it. Null for the network.</summary>
    public Func<string, HttpMessageHandler>? Handlers { get; init; }

    /// <inheritdoc/>
    public Task<Manifest> GetManifestAsync(ImageReference image, CancellationToken cancellation) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<Manifest?> FindManifestAsync(ImageReference image, CancellationToken cancellation) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> GetBlobAsync(ImageRepository repository, Descriptor blob, CancellationToken cancellation) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<Stream> OpenBlobAsync(ImageRepository repository, Descriptor blob, CancellationToken cancellation) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<bool> HasBlobAsync(ImageRepository repository, Descriptor blob, CancellationToken cancellation) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<bool> MountBlobAsync(ImageRepository repository, Descriptor blob, ImageRepository from, CancellationToken cancellation) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task UploadBlobAsync(ImageRepository repository, Descriptor blob, Func<CancellationToken, Task<Stream>> open, IProgress<long>? progress, CancellationToken cancellation) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task PutManifestAsync(ImageReference image, Manifest manifest, CancellationToken cancellation) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListTagsAsync(ImageRepository repository, int most, CancellationToken cancellation) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<bool> HasRepositoryAsync(ImageRepository repository, CancellationToken cancellation) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task CreateRepositoryAsync(ImageRepository repository, CancellationToken cancellation) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => Array.Clear(parts);
}
