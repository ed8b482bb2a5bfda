using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Images;
using Mesh.Core.Images.Placing;
using Mesh.Core.Images.Proxies;
using Mesh.Core.Journal;
using Mesh.Core.Registries;

namespace Mesh.Core.Istio.Installation;

/// <summary>Where the images of an installation come from: the configured hub, or the first of istio.hubs that has them all for every node. Chosen once.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="journal">Told which hub it is.</param>
internal sealed class IstioHub(Toolbox tools, RunJournal journal)
{
    private readonly Dictionary<(string Hubs, string Tag, bool Cni, bool Ztunnel), string> chosen = [];

    /// <summary>The hub.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.FindingsFound"/> when none has everything; then as for the cluster and the registries.</exception>
    public async Task<string> OfAsync(MeshOptions options, CancellationToken cancellation)
    {
        var istio = options.Istio!;
        if (istio.Hub != HubChoice.Auto)
        {
            return istio.Hub;
        }

        var key = (string.Join(' ', istio.Hubs), IstioUse.TagOf(istio), istio.Cni.Enabled, istio.Ztunnel.Enabled);
        if (!chosen.TryGetValue(key, out var hub))
        {
            var pool = await NodePool.ReadAsync(tools.Connect(options.Cluster), cancellation);
            var images = Placements(istio).Select(one => new HubImage(one.Name, IstioUse.TagOf(istio), pool.PlatformsOf([one.Placement]))).ToList();
            var verdict = await new HubChoice(new ImageInspector(tools.RegistriesOf(options)), journal).ChooseAsync(istio.Hubs, images, cancellation);
            chosen[key] = hub = verdict.Require();
        }

        return hub;
    }

    // CNI and ztunnel tolerate every taint.
    private static IEnumerable<(string Name, Placement Placement)> Placements(IstioOptions istio)
    {
        yield return (IstioUse.Pilot, Placement.OrdinaryLinux);
        yield return (IstioUse.Proxy, Placement.OrdinaryLinux);
        if (istio.Cni.Enabled)
        {
            yield return ("install-cni", Placement.AnyLinux);
        }

        if (istio.Ztunnel.Enabled)
        {
            yield return ("ztunnel", Placement.AnyLinux);
        }
    }
}
