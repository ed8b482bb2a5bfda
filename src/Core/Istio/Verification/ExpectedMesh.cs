using Mesh.Core.Configuration;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Verification;

/// <summary>What the mesh has to be.</summary>
/// <param name="Options">What is configured.</param>
/// <param name="Revision">The revision to look at; <c>default</c> for the one without a name.</param>
/// <param name="Version">The version: the configured one, else the one that istiod's image names; null where neither says any.</param>
internal sealed record ExpectedMesh(IstioOptions Options, string Revision, string? Version)
{
    /// <summary>The minor version of Istio 1; null where the version does not say it.</summary>
    public int? Minor => KubeVersion.TryParse(Version, out var version) && version.Major == 1 ? version.Minor : null;

    /// <summary>The name of istiod's Deployment and Service.</summary>
    public string IstiodName => Revision == Istiod.DefaultRevision ? "istiod" : $"istiod-{Revision}";

    /// <summary>What an image should have been instead; null where it is as expected, or nothing is expected of it.</summary>
    /// <param name="image">The image as the pod template has it.</param>
    /// <param name="name">What Istio calls it: pilot, install-cni, ztunnel, proxyv2.</param>
    public string? Instead(string image, string name)
    {
        if (Options.Version is not { } version)
        {
            return null;
        }

        var tag = Options.Variant is null ? version : $"{version}-{Options.Variant}";
        string[] hubs = Options.Hub == "auto" ? [.. Options.Hubs] : [Options.Hub];
        var wanted = hubs.Select(hub => $"{hub}/{name}:{tag}").ToList();
        // What is pinned to a digest says nothing of its version by itself.
        return !ImageReference.TryParse(image, out var there, out _) ? string.Join(" or ", wanted)
            : wanted.Exists(text => ImageReference.TryParse(text, out var one, out _) && one.Repository == there.Repository && (there.Tag is null || one.Tag == there.Tag)) ? null
            : string.Join(" or ", wanted);
    }

    /// <summary>Whether a proxy's version is this one; builds of others add something behind it.</summary>
    public bool Matches(string version) => Matches(Version, version);

    /// <summary>Whether a proxy's version is the one that is wanted; where none is, any.</summary>
    public static bool Matches(string? wanted, string version) =>
        wanted is null || version == wanted || version.StartsWith($"{wanted}-", StringComparison.Ordinal) || wanted.StartsWith($"{version}-", StringComparison.Ordinal);
}
