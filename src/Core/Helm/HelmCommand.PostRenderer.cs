using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Model.Yaml;
using Mesh.Core.Processes;

namespace Mesh.Core.Helm;

/// <content>A post-renderer that gives helm a manifest that is there already: the program cat with a file, no shell, and nothing that could render anything else than what was proven.</content>
public sealed partial class HelmCommand
{
    private const string Plugin = "mesh-manifest";

    /// <inheritdoc/>
    public async Task<string?> WhyNoManifestAsync(CancellationToken cancellation) => (await CatAsync(cancellation)).Why;

    private async Task<(string? Cat, string? Why)> CatAsync(CancellationToken cancellation)
    {
        var dialect = await DialectAsync(cancellation);
        if (!dialect.PostRendererTakesArguments)
        {
            return (null, $"helm {dialect.Version.Text} gives a post-renderer no arguments, 3.9 and newer do");
        }

        try
        {
            var cat = Executable.Find(new Command("cat", []));
            // Helm 4 takes a plugin's command apart at its spaces.
            return cat.Contains(' ', StringComparison.Ordinal) ? (null, $"the path of {cat} holds a space") : (cat, null);
        }
        catch (MeshException exception)
        {
            return (null, exception.Reason);
        }
    }

    private async Task<(string[] Arguments, IReadOnlyDictionary<string, string?> Variables)> PostRendererAsync(HelmRelease release, ValuesFolder folder, CancellationToken cancellation)
    {
        if (release.Manifest is not { } manifest)
        {
            return ([], new Dictionary<string, string?>());
        }

        var dialect = await DialectAsync(cancellation);
        var (cat, why) = await CatAsync(cancellation);
        if (cat is null)
        {
            throw new MeshException(ExitCode.FindingsFound, $"release {release.Name} has to be post-rendered, and {why}", "Use helm 3.9 or newer where cat is on PATH");
        }

        var objects = ManifestSet.Parse(manifest, $"the manifest of release {release.Name}").Objects.Where(item => dialect.PostRendersByPlugin || item.Hooks.Count == 0);
        var text = string.Concat(objects.Select(item => "---\n" + YamlText.Of(item.Body)));
        if (!dialect.PostRendersByPlugin)
        {
            return (["--post-renderer", cat, "--post-renderer-args", folder.Write("manifest.yaml", text)], new Dictionary<string, string?>());
        }

        folder.Write("plugins/mesh-manifest/manifest.yaml", text);
        var plugins = Path.GetDirectoryName(Path.GetDirectoryName(folder.Write("plugins/mesh-manifest/plugin.yaml", Describe(cat))))!;
        // The user's own plugins may be what fetches the chart.
        var known = (await runner.RunAsync(new Command(executable, ["env", "HELM_PLUGINS"]) { Environment = Variables(null), Quiet = true, Timeout = TimeSpan.FromMinutes(1) }, cancellation)).EnsureSuccess().Output.Trim();
        return (["--post-renderer", Plugin], new Dictionary<string, string?> { ["HELM_PLUGINS"] = known.Length == 0 ? plugins : $"{plugins}{Path.PathSeparator}{known}" });
    }

    private static string Describe(string cat) => YamlText.Of(new JsonObject
    {
        ["apiVersion"] = "v1",
        ["type"] = "postrenderer/v1",
        ["name"] = Plugin,
        ["version"] = "1.0.0",
        ["runtime"] = "subprocess",
        ["runtimeConfig"] = new JsonObject { ["platformCommand"] = new JsonArray(new JsonObject { ["command"] = cat, ["args"] = new JsonArray("${HELM_PLUGIN_DIR}/manifest.yaml") }) },
    });
}
