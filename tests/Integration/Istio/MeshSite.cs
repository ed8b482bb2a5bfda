using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Integration.Environment;
using Mesh.Tests.Hosts;

namespace Mesh.Integration.Istio;

/// <summary>A folder with a mesh.yaml for a mesh on a control plane, whose charts lie in charts/istio-VERSION of the folder.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class MeshSite : IDisposable
{
    private readonly Bench bench = new();
    private string text = "";
    private string config = "";

    public MeshSite(ControlPlane controlPlane, string helm)
    {
        ControlPlane = controlPlane;
        bench.Tool("helm", $"exec '{helm}' \"$@\"");
        bench.Set("HOME", bench.Folder);
    }

    public ControlPlane ControlPlane { get; }

    public string Folder => bench.Folder;

    public JsonNode Report => JsonNode.Parse(bench.Report)!;

    /// <summary>The last step of the last run.</summary>
    public JsonNode Step => ((JsonArray)Report["steps"]!)[^1]!;

    /// <summary>Writes mesh.yaml.</summary>
    /// <param name="istio">The keys below istio, without istio.charts.</param>
    public void Configure(string istio, string more = "")
    {
        text = $$"""
            cluster: { context: mesh-test, kubeconfig: '{{ControlPlane.AdminKubeconfig}}' }
            istio:
              charts: {{bench.RelativeFolder}}/charts/istio-{version}
              {{istio.ReplaceLineEndings("\n  ")}}
            {{more}}
            """;
        config = bench.Write("mesh.yaml", text);
    }

    public void Replace(string before, string after) => config = bench.Write("mesh.yaml", text = text.Replace(before, after, StringComparison.Ordinal));

    /// <summary>Writes a file of the folder.</summary>
    /// <returns>Its path as mesh.yaml has to say it.</returns>
    public string Write(string name, string content) => Path.GetRelativePath(Repository.Root, bench.Write(name, content));

    public void Tool(string name, string script) => bench.Tool(name, script);

    public Task<Outcome> RunAsync(params string[] arguments) => RunTargetAsync("Mesh.InstallIstio", arguments);

    public Task<Outcome> RunTargetAsync(string target, params string[] arguments) => bench.RunAsync(Host.Compiled, ["--target", target, .. arguments, "--config", config]);

    /// <summary>What runs wrote, or asked about, since a position of the audit log.</summary>
    public IReadOnlyList<AuditEvent> MutationsSince(long position) =>
        [.. ControlPlane.AuditLog.Read(position).Where(request => request.User == "mesh-test-admin" && request.IsMutation)];

    /// <summary>What kubectl finds at a JSON path of some objects in istio-system.</summary>
    public async Task<string> GetAsync(string path, params string[] what)
    {
        var result = await ControlPlane.KubectlAsync(["get", .. what, "-n", "istio-system", "-o", $"jsonpath={path}"]);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        return result.Output;
    }

    public void Dispose() => bench.Dispose();
}
