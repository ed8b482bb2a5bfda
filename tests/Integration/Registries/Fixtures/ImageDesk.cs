using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Integration.Environment;
using Mesh.Tests.Hosts;

namespace Mesh.Integration.Registries.Fixtures;

/// <summary>A folder with a mesh.yaml, from which the compiled host is run as a process of its own.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ImageDesk : IDisposable
{
    private readonly Bench bench = new();

    public ImageDesk()
    {
        // Nothing of the user's is read: no docker login, no AWS account, no metadata service of a cloud.
        bench.Set("HOME", bench.Folder);
        bench.Set("DOCKER_CONFIG", bench.Folder);
        bench.Set("AWS_EC2_METADATA_DISABLED", "true");
    }

    /// <summary>The report's member <c>images</c>, by the image's name.</summary>
    public IReadOnlyDictionary<string, MatrixRow> Matrix => Report["images"]!.AsArray().Select(row => new MatrixRow(row!)).ToDictionary(row => row.Image);

    public JsonNode Report => JsonNode.Parse(bench.Report)!;

    /// <summary>The codes of all findings, in order.</summary>
    public IReadOnlyList<string> Findings => [.. Report["findings"]!.AsArray().Select(finding => (string)finding!["code"]!)];

    /// <summary>Sets an environment variable of the host.</summary>
    public void Set(string variable, string value) => bench.Set(variable, value);

    /// <summary>Puts helm on the host's PATH; the test is reported as skipped when it cannot be had.</summary>
    public async Task RequireHelmAsync() => bench.Tool("helm", $"exec '{await Require.Available(Installation.HelmAsync())}' \"$@\"");

    /// <summary>Puts a credential helper on the host's PATH and into its Docker configuration, for this registry.</summary>
    public void CredentialHelper(string registry, string user, string password)
    {
        bench.Tool("docker-credential-mesh-test", $$"""test "$1 $(cat)" = 'get {{registry}}' && echo '{"ServerURL":"{{registry}}","Username":"{{user}}","Secret":"{{password}}"}'""");
        bench.Write("config.json", $$"""{ "credHelpers": { "{{registry}}": "mesh-test" } }""");
    }

    public void Configure(string meshYaml) => bench.Write("mesh.yaml", meshYaml);

    /// <summary>Writes a chart with these templates.</summary>
    /// <returns>Its path as mesh.yaml names it.</returns>
    public string Chart(params string[] templates)
    {
        bench.Write("chart/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n");
        foreach (var (index, template) in templates.Index())
        {
            bench.Write($"chart/templates/{index}.yaml", template);
        }

        return $"./{bench.RelativeFolder}/chart";
    }

    public Task<Outcome> RunAsync(string target, params string[] arguments) => Bench.FinishAsync(Start(target, arguments));

    public Process Start(string target, params string[] arguments) => bench.Start(Host.Compiled, ["--target", target, "--config", Path.Combine(bench.Folder, "mesh.yaml"), .. arguments]);

    public void Dispose() => bench.Dispose();
}
