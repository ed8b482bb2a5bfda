using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model;
using Mesh.Core.Processes;

namespace Mesh.Core.Helm;

/// <summary>The real helm, 3.8 or newer, run as a command.</summary>
/// <param name="runner">Runs it.</param>
/// <param name="journal">Gets to know the secrets that manifests hold, before anything of them can be printed.</param>
/// <param name="executable">Its name on PATH, or its path.</param>
public sealed partial class HelmCommand(ICommandRunner runner, RunJournal journal, string executable = "helm") : IHelm
{
    // Helm ends a hook at --timeout itself and then leaves an orderly failed release; only a helm that hangs is ended from here.
    private static readonly TimeSpan MayLag = TimeSpan.FromSeconds(15);

    // What would overrule the target that is said on the command line. Repositories, plugins and the driver stay as the user has them.
    private static readonly string[] Overruling = ["HELM_NAMESPACE", "HELM_DEBUG", "HELM_MAX_HISTORY"];

    private HelmVersion? checkedVersion;

    /// <inheritdoc/>
    public async Task<string> GetVersionAsync(CancellationToken cancellation) => (await CheckVersionAsync(cancellation)).Text;

    /// <inheritdoc/>
    public async Task<string> RenderAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation)
    {
        HelmInput.CheckAll(target, release);
        var dialect = await DialectAsync(cancellation);
        var result = await InstallAsync(target, release, [dialect.DryRun, "--output", "json"], quiet: true, cancellation);
        var rendered = ParseJson<JsonObject>(result.Output, "upgrade --dry-run");
        var hooks = (rendered["hooks"] as JsonArray ?? []).OfType<JsonObject>().Select(hook => (string?)hook["manifest"] ?? "");
        return Learned([(string?)rendered["manifest"] ?? "", .. hooks], $"the rendered manifest of {release.Name}");
    }

    /// <inheritdoc/>
    public async Task<string> RenderOfflineAsync(HelmRelease release, CancellationToken cancellation)
    {
        HelmInput.CheckOffline(release);
        await CheckVersionAsync(cancellation);
        using var folder = new ValuesFolder();
        var (postRenderer, variables) = await PostRendererAsync(release, folder, cancellation);
        string[] arguments = ["template", release.Name, release.Chart, .. Version(release), .. Values(release, folder), .. postRenderer, "--namespace", release.Namespace];
        var command = new Command(executable, arguments) { Environment = Variables(null, variables), Quiet = true, Timeout = release.Timeout };
        return Learned([(await runner.RunAsync(command, cancellation)).EnsureExplained(About(release), journal).Output], $"the rendered manifest of {release.Name}");
    }

    /// <inheritdoc/>
    public async Task UpgradeAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation)
    {
        HelmInput.CheckAll(target, release);
        await InstallAsync(target, release, [], quiet: false, cancellation);
    }

    /// <inheritdoc/>
    public async Task RollbackAsync(HelmTarget target, HelmRelease release, int revision, CancellationToken cancellation)
    {
        HelmInput.Check(target, release);
        var dialect = await DialectAsync(cancellation);
        string[] arguments = ["rollback", release.Name, revision.ToString(CultureInfo.InvariantCulture), "--timeout", TimeLimit.Format(release.Timeout), .. dialect.ThreeWay];
        await RunAsync(target, release, arguments, quiet: false, release.Timeout + MayLag, cancellation);
    }

    /// <inheritdoc/>
    public async Task UninstallAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation)
    {
        HelmInput.Check(target, release);
        await CheckVersionAsync(cancellation);
        await RunAsync(target, release, ["uninstall", release.Name, "--timeout", TimeLimit.Format(release.Timeout)], quiet: false, release.Timeout + MayLag, cancellation);
    }

    private async Task<HelmVersion> CheckVersionAsync(CancellationToken cancellation)
    {
        if (checkedVersion is { } known)
        {
            return known;
        }

        var result = (await runner.RunAsync(new Command(executable, ["version", "--template", "{{.Version}}"]) { Environment = Variables(null), Quiet = true, Timeout = TimeSpan.FromMinutes(1) }, cancellation)).EnsureSuccess();
        var version = HelmVersion.Parse(result.Output)
            ?? throw new MeshException(ExitCode.Configuration, $"helm answered '{result.Output.Trim()}' when asked for its version", "Install helm 3.8 or newer");
        if (!version.IsAtLeast(3, 8))
        {
            throw new MeshException(ExitCode.Configuration, $"helm {version.Text} is too old", "Install helm 3.8 or newer");
        }

        return checkedVersion = version;
    }

    private async Task<HelmDialect> DialectAsync(CancellationToken cancellation) => new(await CheckVersionAsync(cancellation));

    private async Task<CommandResult> InstallAsync(HelmTarget target, HelmRelease release, string[] more, bool quiet, CancellationToken cancellation)
    {
        await RefusePendingAsync(target, release, cancellation);
        var dialect = await DialectAsync(cancellation);
        using var folder = new ValuesFolder();
        var (postRenderer, variables) = await PostRendererAsync(release, folder, cancellation);
        string[] arguments =
        [
            // Without --reset-values helm takes over the last revision's values whenever it is given none.
            "upgrade", release.Name, release.Chart, "--install", "--reset-values",
            "--history-max", release.HistoryLimit.ToString(CultureInfo.InvariantCulture),
            "--timeout", TimeLimit.Format(release.Timeout),
            .. Version(release),
            .. release.CreateNamespace ? ["--create-namespace"] : Array.Empty<string>(),
            .. dialect.ThreeWay,
            .. Values(release, folder),
            .. postRenderer,
            .. more,
        ];
        return await RunAsync(target, release, arguments, quiet, release.Timeout + MayLag, cancellation, variables);
    }

    private static string[] Version(HelmRelease release) => release.Version is null ? [] : ["--version", release.Version];

    // What is generated comes first, what is set and cleared last and wins.
    private static string[] Values(HelmRelease release, ValuesFolder folder)
    {
        string[] below = release.Generated is { } generated ? [folder.Write("generated.json", generated)] : [];
        string[] above = ValuesOverlay.Of(release, ReadValues(release)) is { } overlay ? [folder.Write("values.json", overlay)] : [];
        string[] trial = release.Trial is { } tried ? [folder.Write("trial.json", tried)] : [];
        return [.. below.Concat(release.ValuesFiles.Select(Path.GetFullPath)).Concat(above).Concat(trial).SelectMany(file => new[] { "--values", Field(file) })];
    }

    private async Task RefusePendingAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation)
    {
        if (await FindAsync(target, release, cancellation) is not { } installed || !installed.Status.StartsWith("pending-", StringComparison.Ordinal))
        {
            return;
        }

        var name = $"{release.Name} --namespace {release.Namespace} --kube-context {target.Context}";
        throw new MeshException(ExitCode.Refused,
            $"Release {release.Name} in {release.Namespace} is {installed.Status} at revision {installed.Revision}: an earlier run was interrupted, or another one is at work",
            installed.Revision == 1 ? $"If no other run is at work: helm uninstall {name}" : $"If no other run is at work: helm rollback {name}");
    }

    private async Task<string> ReadAsync(HelmTarget target, HelmRelease release, string[] arguments, CancellationToken cancellation)
    {
        HelmInput.Check(target, release);
        await CheckVersionAsync(cancellation);
        return (await RunAsync(target, release, arguments, quiet: true, release.Timeout, cancellation)).Output;
    }

    private async Task<CommandResult> RunAsync(HelmTarget target, HelmRelease release, string[] arguments, bool quiet, TimeSpan timeout, CancellationToken cancellation, IReadOnlyDictionary<string, string?>? variables = null)
    {
        string[] all = [.. arguments, "--namespace", release.Namespace, "--kube-context", target.Context];
        var command = new Command(executable, all) { Environment = Variables(target.Kubeconfig, variables), Quiet = quiet, Timeout = timeout };
        return (await runner.RunAsync(command, cancellation)).EnsureExplained(About(release), journal);
    }

    private static FailureMessage About(HelmRelease release) => new(MessageOrigin.Helm, $"release {release.Name} in {release.Namespace}", "") { Namespace = release.Namespace };

    private string Learned(IEnumerable<string> parts, string source)
    {
        var yaml = string.Join("\n---\n", parts.Where(part => !string.IsNullOrWhiteSpace(part)));
        foreach (var manifest in ManifestSet.Parse(yaml, source).Objects)
        {
            SecretData.Register(manifest.Body, journal.Secrets);
        }

        return yaml;
    }

    // Only an index into a list needs to know the list; otherwise reading the files is helm's.
    private static IReadOnlyList<JsonObject> ReadValues(HelmRelease release) =>
        release.Set.Keys.Concat(release.Clear).Any(path => path.Contains('[', StringComparison.Ordinal)) ? ValuesFile.Read(release) : [];

    // --values is a list with commas, quoted as CSV.
    private static string Field(string path) =>
        path.AsSpan().ContainsAny(',', '"') ? $"\"{path.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : path;

    private static Dictionary<string, string?> Variables(string? kubeconfig, IReadOnlyDictionary<string, string?>? more = null)
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => (string)entry.Key)
            .Where(name => name.StartsWith("HELM_KUBE", StringComparison.OrdinalIgnoreCase) || Overruling.Contains(name))
            .ToDictionary(name => name, _ => (string?)null);
        if (kubeconfig is not null)
        {
            variables["KUBECONFIG"] = kubeconfig;
        }

        foreach (var (name, value) in more ?? new Dictionary<string, string?>())
        {
            variables[name] = value;
        }

        return variables;
    }

    private static T ParseJson<T>(string text, string verb)
        where T : JsonNode
    {
        try
        {
            return JsonNode.Parse(text) as T ?? throw new JsonException($"it is no {typeof(T).Name}");
        }
        catch (JsonException exception)
        {
            throw new MeshException(ExitCode.Internal, $"helm {verb} ended well and printed no readable JSON: {exception.Message}", "Check that the helm on PATH is helm itself, and no wrapper that prints besides", exception);
        }
    }
}
