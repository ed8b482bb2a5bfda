using System.Text.RegularExpressions;
using Mesh.Core.Findings;
using Mesh.Core.Model;

namespace Mesh.Core.Helm;

/// <summary>Refuses what helm must never get: null contexts, names that read as options, files that are not there. Nothing has been started by then.</summary>
internal static partial class HelmInput
{
    /// <summary>Which cluster and which release: all that reading needs.</summary>
    public static void Check(HelmTarget target, HelmRelease release)
    {
        CheckContext(target);
        CheckNames(release);
    }

    /// <summary>Besides, that the chart and the values files are there, as installing needs.</summary>
    public static void CheckAll(HelmTarget target, HelmRelease release)
    {
        CheckContext(target);
        CheckOffline(release);
    }

    /// <summary>All that rendering without a cluster needs.</summary>
    public static void CheckOffline(HelmRelease release)
    {
        CheckNames(release);
        CheckFiles(release);
    }

    /// <summary>Which cluster.</summary>
    public static void CheckContext(HelmTarget target)
    {
        if (ContextName.WhyRefused(target.Context) is { } why)
        {
            throw new MeshException(ExitCode.Configuration, $"The kube context for helm is refused: {why}", "Name the context with --kube-context or cluster.context");
        }
    }

    private static void CheckNames(HelmRelease release)
    {
        Demand(release.Name.Length <= 53 && Names().IsMatch(release.Name), $"'{release.Name}' is no name for a helm release", "Use up to 53 lower case letters, digits, dashes and dots, with a letter or digit at both ends");
        Demand(release.Namespace.Length <= 63 && Label().IsMatch(release.Namespace), $"'{release.Namespace}' is no namespace (release {release.Name})", "Use up to 63 lower case letters, digits and dashes, with a letter or digit at both ends");
        Demand(!string.IsNullOrWhiteSpace(release.Chart) && release.Chart[0] != '-', $"'{release.Chart}' is no chart (release {release.Name})", "Give a folder, an archive, repo/chart or oci://…");
        Demand(release.Version is null || (release.Version.Trim().Length > 0 && release.Version[0] != '-'), $"'{release.Version}' is no chart version (release {release.Name})", "Give a version such as 1.2.3, or leave it out");
    }

    private static void CheckFiles(HelmRelease release)
    {
        if (IsPath(release.Chart) && !File.Exists(release.Chart))
        {
            if (!Directory.Exists(release.Chart))
            {
                throw new MeshException(ExitCode.NoInput, $"The chart {release.Chart} of release {release.Name} is not there", $"Check the path; the working directory is {Directory.GetCurrentDirectory()}");
            }

            if (!File.Exists(Path.Combine(release.Chart, "Chart.yaml")))
            {
                throw new MeshException(ExitCode.NoInput, $"The folder {release.Chart} of release {release.Name} holds no Chart.yaml", "Give the folder of the chart itself");
            }
        }

        if (release.ValuesFiles.FirstOrDefault(file => !File.Exists(file)) is { } missing)
        {
            throw new MeshException(ExitCode.NoInput, $"The values file {missing} of release {release.Name} is not there", $"Check the path; the working directory is {Directory.GetCurrentDirectory()}");
        }
    }

    // Anything else is a name in a repository or an address, and helm's to find.
    private static bool IsPath(string chart) =>
        chart is "." or ".." || chart.StartsWith("./", StringComparison.Ordinal) || chart.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(chart) || Directory.Exists(chart);

    private static void Demand(bool holds, string reason, string remedy)
    {
        if (!holds)
        {
            throw new MeshException(ExitCode.MalformedInput, reason, remedy);
        }
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Names();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
