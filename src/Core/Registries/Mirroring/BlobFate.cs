namespace Mesh.Core.Registries.Mirroring;

/// <summary>How a blob came to where it is needed.</summary>
internal enum BlobFate
{
    /// <summary>It was there.</summary>
    There,

    /// <summary>The registry took it over from another of its repositories.</summary>
    Mounted,

    /// <summary>It was sent.</summary>
    Moved,
}
