namespace Mesh.Core.Registries.Http;

/// <summary>All that one registry can be asked.</summary>
internal sealed class RegistryCalls : IDisposable
{
    private readonly RegistryDoor door;

    public RegistryCalls(RegistryDoor door)
    {
        this.door = door;
        Tags = new TagCalls(door);
        Manifests = new ManifestCalls(door, Tags);
        Blobs = new BlobCalls(door);
        Uploads = new UploadCalls(door, Blobs);
    }

    public TagCalls Tags { get; }

    public ManifestCalls Manifests { get; }

    public BlobCalls Blobs { get; }

    public UploadCalls Uploads { get; }

    public void Dispose() => door.Dispose();
}
