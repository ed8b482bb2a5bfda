using Mesh.Core.Findings;

namespace Mesh.Core.Images;

/// <summary>Which hub it is.</summary>
/// <param name="Hub">The first hub that has everything; null where none has, as far as could be seen.</param>
/// <param name="PassedOver">Why each hub before it was passed over: <c>docker.io/istio: pilot:1.29.0 is not there for linux/arm64</c>.</param>
/// <param name="Unseen">The first hub's error that could not be asked; null where all could.</param>
public sealed record HubVerdict(string? Hub, IReadOnlyList<string> PassedOver, MeshException? Unseen)
{
    /// <summary>The hub, or the error that there is none.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.FindingsFound"/> when none has everything; the registry's own error when one of them could not be asked, since it might.</exception>
    public string Require() => Hub
        ?? throw Unseen
        ?? throw new MeshException(ExitCode.FindingsFound, $"no hub of istio.hubs has every needed image for every node: {string.Join("; ", PassedOver)}",
            "Add a hub that has them to istio.hubs, or copy them there with Mesh.MirrorImages");
}
