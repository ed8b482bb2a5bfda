using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Core.Registries.Mirroring;

/// <summary>The name that a copy is put under.</summary>
internal static class MirrorTarget
{
    /// <summary>By its tag, also where it has a digest beside it; else by digest.</summary>
    public static ImageReference Of(ImageReference destination, Digest digest) => destination.Tag is null ? destination.At(digest) : destination with { Digest = null };

    /// <summary>True for the manifest of a digest, also where the registry counts by another algorithm than the source.</summary>
    public static bool Is(Manifest manifest, Digest digest) => manifest.Digest == digest || digest.Matches(manifest.Body.Span);

    /// <exception cref="MeshException"><see cref="ExitCode.Refused"/> when the name stands for another image than one of these.</exception>
    public static void RefuseOther(ImageReference source, ImageReference destination, Manifest? present, params ReadOnlySpan<Digest> wanted)
    {
        foreach (var digest in wanted)
        {
            if (present is null || Is(present, digest))
            {
                return;
            }
        }

        throw new MeshException(
            ExitCode.Refused,
            $"{destination} is there with the digest {present!.Digest}, and the copy of {source} would have {wanted[0]}; a tag that is there is not overwritten",
            "Copy the image under another tag, pin it by digest, or delete the destination's tag first if nothing runs from it");
    }
}
