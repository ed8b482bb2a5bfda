using System.Text.RegularExpressions;
using Mesh.Core.Configuration;
using Mesh.Core.Helm;

namespace Mesh.Core.Istio.Backup;

/// <summary>A helm release that belongs to a mesh.</summary>
/// <param name="Installed">As helm lists it.</param>
/// <param name="Chart">The name of its chart, without the version.</param>
internal sealed partial record MeshRelease(InstalledRelease Installed, string Chart)
{
    private static readonly string[] Charts = ["base", "istiod", "cni", "ztunnel", "gateway", "IstioGateway"];

    /// <summary>The release as helm is asked about it.</summary>
    public HelmRelease Release => new(Installed.Name, Chart, Installed.Namespace);

    /// <summary>Those whose chart is one of Istio's, that live in the control plane's namespace, or that are configured as gateways.</summary>
    public static IReadOnlyList<MeshRelease> Of(IEnumerable<InstalledRelease> installed, IstioOptions istio) =>
    [
        .. installed.Select(item => new MeshRelease(item, ChartOf(item.Chart)))
            .Where(item => Charts.Contains(item.Chart) || item.Installed.Namespace == istio.Namespace
                || istio.Gateways.Any(gateway => gateway.Name == item.Installed.Name && gateway.Namespace == item.Installed.Namespace)),
    ];

    // As helm lists it, name and version are one word.
    private static string ChartOf(string title) => Version().Replace(title, "");

    [GeneratedRegex(@"-v?[0-9]+\.[0-9]+.*$", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
