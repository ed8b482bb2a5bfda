using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Integration.Environment;
using Mesh.Tests.Hosts;
using Command = Mesh.Integration.Environment.Command;

namespace Mesh.Integration.Gateways;

/// <summary>A namespace, a folder and a mesh.yaml for the compiled host, with the real helm.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class GatewaySite : IDisposable
{
    private readonly Bench bench = new();
    private readonly string helm;

    private GatewaySite(ControlPlane plane, string helm)
    {
        (Plane, this.helm) = (plane, helm);
        bench.Tool("helm", $"exec '{helm}' \"$@\"");
        bench.Set("HOME", bench.Folder);
    }

    public ControlPlane Plane { get; }

    public string Namespace { get; } = $"gw-{Guid.NewGuid().ToString("N")[..8]}";

    public JsonNode Report => JsonNode.Parse(bench.Report)!;

    public static async Task<GatewaySite> OpenAsync()
    {
        var site = new GatewaySite(await GatewayPlane.RequireAsync(), await Require.Available(ControlPlane.HelmAsync()));
        (await site.Plane.KubectlAsync("create", "namespace", site.Namespace)).Succeeded();
        return site;
    }

    /// <summary>Puts a tool in front of everything else on PATH.</summary>
    public void Tool(string name, string script) => bench.Tool(name, script);

    public string HelmPath => helm;

    public string Write(string name, string text) => bench.Write(name, text);

    public Task<Outcome> RunAsync(string target, string yaml, params string[] arguments)
    {
        var config = bench.Write("mesh.yaml", $"cluster: {{ context: mesh-test, kubeconfig: '{Plane.AdminKubeconfig}' }}\n{yaml}\n");
        return bench.RunAsync(Host.Compiled, ["--target", target, .. arguments, "--config", config]);
    }

    public Task<CommandResult> HelmAsync(params string[] arguments) =>
        Command.RunAsync(helm, [.. arguments, "--namespace", Namespace, "--kubeconfig", Plane.AdminKubeconfig], new Dictionary<string, string?> { ["HOME"] = bench.Folder }, "");

    public async Task<JsonNode?> GetAsync(string subject)
    {
        var result = await Plane.KubectlAsync("get", subject, "-n", Namespace, "-o", "json");
        return result.ExitCode == 0 ? JsonNode.Parse(result.Output) : null;
    }

    public async Task<IReadOnlyList<string>> NamesAsync(string kind) =>
        [.. (await Plane.KubectlAsync("get", kind, "-n", Namespace, "-o", "name")).Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(name => name.Split('/')[^1])];

    public async Task ApplyAsync(string manifest) => (await Plane.KubectlWithInputAsync(manifest, "--namespace", Namespace, "apply", "--filename", "-")).Succeeded();

    public IReadOnlyList<AuditEvent> RequestsSince(long position) =>
        [.. Plane.AuditLog.Read(position).Where(request => request.User == "mesh-test-admin" && request.Uri.Contains(Namespace, StringComparison.Ordinal))];

    public IEnumerable<string> Findings => ((JsonArray)Report["findings"]!).Select(finding => (string)finding!["code"]!);

    public void Dispose() => bench.Dispose();
}
