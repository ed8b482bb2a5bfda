using Mesh.Tests.Hosts;

namespace Mesh.Integration.Istio;

/// <summary>
/// Charts with the traits of Istio's own: base, istiod, cni, ztunnel and whatever else lies in tests/Integration/charts/istio. In the repository their version is 1.0.0, as in Istio's;
/// here they become a release, as a folder of charts would hold it.
/// </summary>
internal static class FixtureCharts
{
    private const string Placeholder = "1.0.0";

    /// <summary>The caBundle that istiod's own webhooks have in these charts, as istiod would have filled it in.</summary>
    public static string Bundle { get; } = File.ReadLines(Path.Combine(Repository.Root, "tests/Integration/charts/istio/istiod/values.yaml"))
        .Select(line => line.Trim()).First(line => line.StartsWith("caBundle: ", StringComparison.Ordinal))["caBundle: ".Length..];

    /// <summary>Makes <c>FOLDER/istio-VERSION/CHART</c> for each version.</summary>
    /// <param name="folder">Where; made when it is not there.</param>
    /// <param name="versions">Which.</param>
    /// <returns>What istio.charts has to say: <c>FOLDER/istio-{version}</c>.</returns>
    public static string Write(string folder, params string[] versions)
    {
        foreach (var version in versions)
        {
            Copy(Path.Combine(Repository.Root, "tests/Integration/charts/istio"), Path.Combine(folder, $"istio-{version}"), version);
        }

        return Path.Combine(folder, "istio-{version}");
    }

    private static void Copy(string from, string to, string version)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            var text = File.ReadAllText(file);
            File.WriteAllText(target, Path.GetFileName(file) is "Chart.yaml" or "values.yaml" ? text.Replace(Placeholder, version, StringComparison.Ordinal) : text);
        }
    }
}
