using Mesh.Core.Configuration;
using Mesh.Core.Findings;

namespace Mesh.Core.Istio.Installation;

/// <summary>Finds Istio's charts: in a folder of charts or archives, in an unpacked release of Istio, in a repository, or at an address. <c>{version}</c> follows istio.version; no other version is ever taken instead.</summary>
internal static class IstioCharts
{
    /// <summary>The chart of gateways.</summary>
    public const string Gateway = "gateway";

    // Where a release of Istio has them below manifests/charts.
    private static readonly Dictionary<string, string> InRelease = new()
    {
        ["base"] = "base", ["istiod"] = "istio-control/istio-discovery", ["cni"] = "istio-cni", ["ztunnel"] = "ztunnel", [Gateway] = "gateway",
    };

    /// <summary>The name of a part's chart.</summary>
    public static string NameOf(IstioPart part) => part.ToString().ToLowerInvariant();

    /// <summary>A chart as helm takes it: a folder, an archive, <c>repo/chart</c> or an address.</summary>
    /// <param name="istio">What is configured.</param>
    /// <param name="chart">base, istiod, cni, ztunnel or gateway.</param>
    /// <param name="workingDirectory">The folder that relative paths begin at.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/> when it is not said where the charts are, or not which version; <see cref="ExitCode.NoInput"/> when there is no such
    /// folder, or the chart is not in it; the reason lists the versions that are there.</exception>
    public static string Find(IstioOptions istio, string chart, string workingDirectory)
    {
        if (istio.Charts is not { } pattern)
        {
            throw new MeshException(ExitCode.Configuration, "it is not said where Istio's charts are: istio.charts is not set",
                "Set istio.charts in mesh.yaml to a folder such as ./charts/istio-{version}, a helm repository such as istio, or oci://…");
        }

        var version = IstioVersion.Of(istio).Text;
        var charts = pattern.Replace("{version}", version, StringComparison.Ordinal);
        if (!ChartPlace.IsRemote(charts, workingDirectory) || (pattern.Contains("{version}", StringComparison.Ordinal) && !ChartPlace.IsAddress(charts)))
        {
            return InFolder(ChartPlace.Folder(pattern, version, workingDirectory), chart, version);
        }

        return charts.Split("://")[0] switch
        {
            "oci" => $"{charts.TrimEnd('/')}/{chart}",
            // Helm takes the address of an archive; a repository by its address would be one more argument.
            "https" or "http" => $"{charts.TrimEnd('/')}/{chart}-{version}.tgz",
            _ when !ChartPlace.IsAddress(charts) => $"{charts}/{chart}",
            var scheme => throw new MeshException(ExitCode.Configuration, $"istio.charts {charts} begins with {scheme}://, from where helm fetches no charts", "Give a folder, a helm repository such as istio, https://… or oci://…"),
        };
    }

    /// <summary>The version that helm has to be told for a chart that <see cref="Find"/> found; null where what was found is of one version only.</summary>
    public static string? VersionOf(IstioOptions istio, string found) =>
        Path.IsPathRooted(found) || found.StartsWith("http", StringComparison.Ordinal) ? null : IstioVersion.Of(istio).Text;

    private static string InFolder(string folder, string chart, string version)
    {
        string[] folders = [chart, $"manifests/charts/{InRelease[chart]}", InRelease[chart], $"charts/{chart}"];
        string[] archives = [$"{chart}-{version}.tgz", $"charts/{chart}-{version}.tgz"];
        if (folders.Select(name => Path.GetFullPath(name, folder)).FirstOrDefault(path => File.Exists(Path.Combine(path, "Chart.yaml"))) is { } found)
        {
            return found;
        }

        if (archives.Select(name => Path.GetFullPath(name, folder)).FirstOrDefault(File.Exists) is { } archive)
        {
            return archive;
        }

        var others = ChartPlace.Sorted(Directory.EnumerateFiles(folder, $"{chart}-*.tgz").Select(path => Path.GetFileNameWithoutExtension(path)![(chart.Length + 1)..]));
        throw new MeshException(ExitCode.NoInput, $"the chart {chart} of Istio {version} is not in {folder}: neither {string.Join(", ", folders)} holds a Chart.yaml, nor is {archives[0]} there{(others.Count > 0 ? $"; {ChartPlace.Say(others)}" : "")}",
            "Put the chart there, as a folder or an archive, or correct istio.charts");
    }
}
