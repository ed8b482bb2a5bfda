using Mesh.Core.Model;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Core.Registries.Mirroring;

/// <summary>What it takes to copy an image. Made by <see cref="ImageMirror.PlanAsync"/>.</summary>
public sealed record MirrorPlan
{
    /// <summary>What is copied.</summary>
    public required ImageReference Source { get; init; }

    /// <summary>Where to: by its tag, and by digest alone where it has none.</summary>
    public required ImageReference Destination { get; init; }

    /// <summary>The digest that the source has.</summary>
    public required Digest SourceDigest { get; init; }

    /// <summary>The digest that the destination will have: the source's, unless a part of its platforms is copied.</summary>
    public required Digest Digest { get; init; }

    /// <summary>What the destination's name stands for now; null for nothing. Another digest than <see cref="Digest"/> only where the whole image is there and a part of it was asked for.</summary>
    public Digest? Present { get; init; }

    /// <summary>The manifests in the order in which they are pushed: each once, children before what lists them, the one that the name will stand for last. Empty when it is there.</summary>
    public IReadOnlyList<Manifest> Manifests { get; init; } = [];

    /// <summary>The configurations and layers of all of them, each once; foreign layers are left out, for they are fetched from elsewhere. Empty when it is there.</summary>
    public IReadOnlyList<MirrorBlob> Blobs { get; init; } = [];

    /// <summary>The platforms that are copied; empty where the manifests that had to be read do not say.</summary>
    public IReadOnlyList<Platform> Platforms { get; init; } = [];

    /// <summary>False when the destination's repository has to be made first.</summary>
    public bool HasRepository { get; init; } = true;

    /// <summary>True when there is nothing to do.</summary>
    public bool IsThere => Present is not null;

    /// <summary>True when a part is copied, which has another digest than the whole.</summary>
    public bool DigestDiffers => Digest != SourceDigest;

    /// <summary>How many bytes have to be moved, unless the registry can mount some of them.</summary>
    public long BytesToMove => ByteCount.Sum(Blobs.Where(blob => !blob.IsThere));

    /// <summary>How many bytes the destination's repository has already.</summary>
    public long BytesThere => ByteCount.Sum(Blobs.Where(blob => blob.IsThere));
}
