using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Core.Registries;

/// <summary>All registries a run talks to, by the OCI distribution API: reading for checks, writing for mirrors.</summary>
/// <remarks>
/// Every method throws <see cref="MeshException"/> with a <see cref="RegistryException"/> inside that says which <see cref="RegistryFault"/> it is; the registry's own words are part of the reason.
/// What came over the wire is verified before it is given out: size, digest, depth. Implementations are thread-safe, reuse connections and bound how many requests run at once per registry.
/// The writing methods are called by the change gate's callbacks only.
/// </remarks>
public interface IRegistries
{
    /// <summary>What registries have said of how much more may be asked, one line for each that has: <c>docker.io: 76 of 100 pulls left in 6 h</c>.</summary>
    IReadOnlyList<string> RateLimits => [];

    /// <summary>The manifest that an image names, by its digest where it has one, else by its tag. Not cached: <see cref="ImageInspector"/> asks each once.</summary>
    /// <param name="image">The image.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<Manifest> GetManifestAsync(ImageReference image, CancellationToken cancellation);

    /// <summary>The same, null where the tag, the digest or the repository is not there.</summary>
    /// <param name="image">The image.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<Manifest?> FindManifestAsync(ImageReference image, CancellationToken cancellation);

    /// <summary>A small blob, such as an image's configuration, whole. At most 4 MiB.</summary>
    /// <param name="repository">Where.</param>
    /// <param name="blob">Which.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<ReadOnlyMemory<byte>> GetBlobAsync(ImageRepository repository, Descriptor blob, CancellationToken cancellation);

    /// <summary>
    /// A blob as a stream that is never held whole. A connection that breaks is taken up again where it broke (Range); the read that would reach the end throws when size or digest differ from the descriptor.
    /// </summary>
    /// <param name="repository">Where.</param>
    /// <param name="blob">Which.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<Stream> OpenBlobAsync(ImageRepository repository, Descriptor blob, CancellationToken cancellation);

    /// <summary>True when the repository has the blob (HEAD).</summary>
    /// <param name="repository">Where.</param>
    /// <param name="blob">Which.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<bool> HasBlobAsync(ImageRepository repository, Descriptor blob, CancellationToken cancellation);

    /// <summary>Lets a repository have a blob that another one of the same registry has, without moving it.</summary>
    /// <param name="repository">The repository that is to have it.</param>
    /// <param name="blob">Which.</param>
    /// <param name="from">The repository that has it; of the same registry.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>False when the registry does not do it (ECR does not by default); then it has to be uploaded.</returns>
    Task<bool> MountBlobAsync(ImageRepository repository, Descriptor blob, ImageRepository from, CancellationToken cancellation);

    /// <summary>Uploads a blob, streamed. Tried again from the start when a part of it fails for a reason that passes.</summary>
    /// <param name="repository">Where to.</param>
    /// <param name="blob">Which.</param>
    /// <param name="open">Opens the content; called once per attempt, the stream is disposed after it.</param>
    /// <param name="progress">Told how many bytes of the present attempt have been sent; null for nobody.</param>
    /// <param name="cancellation">Stops it.</param>
    Task UploadBlobAsync(ImageRepository repository, Descriptor blob, Func<CancellationToken, Task<Stream>> open, IProgress<long>? progress, CancellationToken cancellation);

    /// <summary>Puts a manifest and makes sure that the registry stored these very bytes.</summary>
    /// <param name="image">Where to: with a digest for a child, with a tag for the last one.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="cancellation">Stops it.</param>
    Task PutManifestAsync(ImageReference image, Manifest manifest, CancellationToken cancellation);

    /// <summary>The tags of a repository, in the registry's order.</summary>
    /// <param name="repository">Where.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<IReadOnlyList<string>> ListTagsAsync(ImageRepository repository, int most, CancellationToken cancellation);

    /// <summary>True when something can be pushed to the repository as far as existence goes: registries other than ECR make repositories by themselves, so that only ECR is asked.</summary>
    /// <param name="repository">Which.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<bool> HasRepositoryAsync(ImageRepository repository, CancellationToken cancellation);

    /// <summary>Makes a repository on ECR; one that is there already is no error.</summary>
    /// <param name="repository">Which.</param>
    /// <param name="cancellation">Stops it.</param>
    Task CreateRepositoryAsync(ImageRepository repository, CancellationToken cancellation);
}
