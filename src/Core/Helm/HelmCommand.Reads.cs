using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Model.Yaml;
using Mesh.Core.Processes;

namespace Mesh.Core.Helm;

/// <content>What helm is only asked.</content>
public sealed partial class HelmCommand
{
    /// <inheritdoc/>
    public async Task<InstalledRelease?> FindAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation)
    {
        var filter = $"^{release.Name.Replace(".", "\\.", StringComparison.Ordinal)}$";
        HelmInput.Check(target, release);
        var dialect = await DialectAsync(cancellation);
        var output = await ReadAsync(target, release, ["list", .. dialect.ListAll, "--filter", filter, "--output", "json"], cancellation);
        return Releases(output).Where(item => item.Name == release.Name && item.Namespace == release.Namespace).MaxBy(item => item.Revision);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<InstalledRelease>> ListAsync(HelmTarget target, string? ns, CancellationToken cancellation)
    {
        HelmInput.CheckContext(target);
        var dialect = await DialectAsync(cancellation);
        string[] where = ns is null ? ["--all-namespaces"] : ["--namespace", ns];
        // Helm gives 256 at a time unless it is told otherwise.
        string[] arguments = ["list", .. dialect.ListAll, "--max", "0", "--output", "json", .. where, "--kube-context", target.Context];
        var command = new Command(executable, arguments) { Environment = Variables(target.Kubeconfig), Quiet = true, Timeout = TimeSpan.FromMinutes(1) };
        var output = (await runner.RunAsync(command, cancellation)).EnsureSuccess().Output;
        return [.. Releases(output).OrderBy(item => item.Namespace, StringComparer.Ordinal).ThenBy(item => item.Name, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public async Task<JsonObject> GetValuesAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation)
    {
        if (await FindAsync(target, release, cancellation) is not { Status: not "uninstalled" })
        {
            return [];
        }

        // A release without values answers null.
        var output = await ReadAsync(target, release, ["get", "values", release.Name, "--output", "json"], cancellation);
        return output.Trim() == "null" ? [] : ParseJson<JsonObject>(output, "get values");
    }

    /// <inheritdoc/>
    public async Task<ChartInfo> ShowChartAsync(HelmRelease release, CancellationToken cancellation) =>
        await ShowAsync("chart", release, cancellation) is var chart && Text(chart["name"]) is { } name && Text(chart["version"]) is { } version
            ? new(name, version, Text(chart["appVersion"]))
            : throw new MeshException(ExitCode.MalformedInput, $"the chart {release.Chart} of release {release.Name} says no name or no version of itself", "Mend its Chart.yaml");

    /// <inheritdoc/>
    public Task<JsonObject> ShowValuesAsync(HelmRelease release, CancellationToken cancellation) => ShowAsync("values", release, cancellation);

    private async Task<JsonObject> ShowAsync(string what, HelmRelease release, CancellationToken cancellation)
    {
        HelmInput.CheckOffline(release);
        await CheckVersionAsync(cancellation);
        var command = new Command(executable, ["show", what, release.Chart, .. Version(release)]) { Environment = Variables(null), Quiet = true, Timeout = release.Timeout };
        var output = (await runner.RunAsync(command, cancellation)).EnsureSuccess().Output;
        try
        {
            return YamlDocuments.Parse(output, $"the {what} of {release.Chart}").OfType<JsonObject>().FirstOrDefault() ?? [];
        }
        catch (YamlSyntaxException exception)
        {
            throw new MeshException(ExitCode.MalformedInput, exception.Message, "Mend the chart there", exception);
        }
    }

    /// <inheritdoc/>
    public async Task<string> GetManifestAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation)
    {
        if (await FindAsync(target, release, cancellation) is not { Status: not "uninstalled" } latest)
        {
            return "";
        }

        var revision = (latest.Status == "deployed" ? latest.Revision : await FindDeployedAsync(target, release, cancellation) ?? latest.Revision).ToString(CultureInfo.InvariantCulture);
        var manifest = await ReadAsync(target, release, ["get", "manifest", release.Name, "--revision", revision], cancellation);
        var hooks = await ReadAsync(target, release, ["get", "hooks", release.Name, "--revision", revision], cancellation);
        return Learned([manifest, hooks], $"the installed manifest of {release.Name}");
    }

    // The upgrade compares with what is deployed, which after a failed upgrade is not the latest revision.
    private async Task<int?> FindDeployedAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation)
    {
        var output = await ReadAsync(target, release, ["history", release.Name, "--output", "json"], cancellation);
        return ParseJson<JsonArray>(output, "history").OfType<JsonObject>()
            .Where(item => (string?)item["status"] == "deployed").Select(item => (int?)Number(item["revision"])).Max();
    }

    private static IEnumerable<InstalledRelease> Releases(string output) => ParseJson<JsonArray>(output, "list").OfType<JsonObject>()
        .Select(item => new InstalledRelease((string?)item["name"] ?? "", Number(item["revision"]), (string?)item["status"] ?? "unknown", (string?)item["chart"] ?? "")
        {
            Namespace = (string?)item["namespace"] ?? "",
            AppVersion = Text(item["app_version"]),
        });

    private static string? Text(JsonNode? node) => node?.ToString() is { Length: > 0 } text ? text : null;

    private static int Number(JsonNode? node) => int.TryParse(node?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
