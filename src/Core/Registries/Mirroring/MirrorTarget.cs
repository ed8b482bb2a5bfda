using Mesh.Core.Findings;
using Mesh.Core.Model;

namespace Mesh.Core.Registries.Mirroring;

/// <summary>The name that a copy is put under.</summary>
internal static class MirrorTarget
{
    /// <summary>By its tag, also where it has a digest beside it; else by digest.</summary>
    public static ImageReference Of(ImageReference destination, Digest digest) => destination.Tag is null ? destination.At(digest) : destination with { Digest = null };

    /// <exception cref="MeshException"><see cref="ExitCode.Refused"/> when the name stands for another image.</exception>
    public static void RefuseOther(ImageReference source, ImageReference destination, Digest digest, Digest? present)
    {
        if (present is { } other && other != digest)
        {
            throw new MeshException(
                ExitCode.Refused,
                $"{destination} is there with the digest {other}, and the copy of {source} would have {digest}; a tag that is there is not overwritten",
                "Copy the image under another tag, pin it by digest, or delete the destination's tag first if nothing runs from it");
        }
    }
}
