using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Istio.Installation;

/// <summary>The parts of the mesh as helm releases: istio-base, istiod (with its revision, where it has one), istio-cni and ztunnel, all in the mesh's namespace.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="journal">Where it is told.</param>
internal sealed class IstioReleases(Toolbox tools, RunJournal journal)
{
    private readonly IstioHub hub = new(tools, journal);

    /// <summary>The name of a part's release.</summary>
    public static string NameOf(IstioPart part, string? revision) => part switch
    {
        IstioPart.Base => "istio-base",
        IstioPart.Istiod => revision is null ? "istiod" : $"istiod-{revision}",
        IstioPart.Cni => "istio-cni",
        _ => "ztunnel",
    };

    /// <summary>A part's release, with values generated from the options; the user's files win over them.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="part">Which part.</param>
    /// <param name="workingDirectory">The folder that relative paths begin at.</param>
    /// <param name="timeout">The time limit of a helm call and of the rollout.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/>: version, charts or options are missing or contradict themselves; <see cref="ExitCode.NoInput"/>: a chart is not there;
    /// <see cref="ExitCode.FindingsFound"/>: no hub has every image; then as for the cluster.</exception>
    public async Task<HelmRelease> OfAsync(MeshOptions options, IstioPart part, string workingDirectory, TimeSpan timeout, CancellationToken cancellation)
    {
        var istio = options.Istio ?? new();
        options = options with { Istio = istio };
        var version = IstioVersion.Of(istio);
        var chart = IstioCharts.Find(istio, IstioCharts.NameOf(part), workingDirectory);
        var cluster = tools.Connect(options.Cluster);
        var values = new IstioValues(options, version, part == IstioPart.Base ? "" : await hub.OfAsync(options, cancellation));
        var defaultRevision = part == IstioPart.Base ? await DefaultRevision.OfAsync(cluster, istio, cancellation) : "";
        return new HelmRelease(NameOf(part, istio.Revision), chart, istio.Namespace)
        {
            Version = IstioCharts.VersionOf(istio, chart),
            Generated = values.Of(part, defaultRevision),
            ValuesFiles = [.. FilesOf(istio, part).Select(file => Path.GetFullPath(file, workingDirectory))],
            CreateNamespace = await IsMissingAsync(cluster, istio.Namespace, cancellation),
            Timeout = timeout,
        };
    }

    /// <summary>Where the images come from: what istio.hub says, or what was chosen for auto.</summary>
    public Task<string> HubOfAsync(MeshOptions options, CancellationToken cancellation) => hub.OfAsync(options, cancellation);

    /// <summary>The user's values files of a part, as they are configured.</summary>
    public static IReadOnlyList<string> FilesOf(IstioOptions istio, IstioPart part) => part switch
    {
        IstioPart.Base => istio.Base.Values,
        IstioPart.Istiod => istio.Istiod.Values,
        IstioPart.Cni => istio.Cni.Values,
        _ => istio.Ztunnel.Values,
    };

    // Whoever may not look at namespaces has to have it made already.
    private static async Task<bool> IsMissingAsync(ICluster cluster, string ns, CancellationToken cancellation)
    {
        try
        {
            return await cluster.GetAsync(ResourceKind.Namespace, null, ns, cancellation) is null;
        }
        catch (MeshException error) when (error.ExitCode == ExitCode.Forbidden)
        {
            return false;
        }
    }
}
