using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Authority;

/// <summary>The pods of a cluster that have a proxy, and the one question that is put to them.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="secrets">Learns of private keys that are not redacted.</param>
internal sealed class Proxies(ICluster cluster, Secrets secrets)
{
    /// <summary>The container that a proxy runs in.</summary>
    public const string Container = "istio-proxy";
    private const int LongestWords = 300;

    private static readonly string[] Short = ["pilot-agent", "request", "GET", "config_dump?resource=dynamic_active_secrets"];
    private static readonly string[] Whole = ["pilot-agent", "request", "GET", "config_dump"];

    /// <summary>Those that have not ended, by namespace and name.</summary>
    /// <exception cref="MeshException">As for <see cref="ICluster"/>.</exception>
    public async Task<IReadOnlyList<ProxyPod>> ListAsync(CancellationToken cancellation)
    {
        var pods = new List<ProxyPod>();
        await foreach (var pod in cluster.ListAsync(ResourceKind.Pod, new ListQuery(), cancellation))
        {
            if (!pod.IsTerminating() && pod.Text("status", "phase") is not ("Succeeded" or "Failed") && HasProxy(pod))
            {
                pods.Add(new(pod.Namespace() ?? "", pod.Name(), pod.Text("status", "phase")));
            }
        }

        return [.. pods.OrderBy(pod => pod.Namespace, StringComparer.Ordinal).ThenBy(pod => pod.Name, StringComparer.Ordinal)];
    }

    /// <summary>What a proxy holds.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: pilot-agent refuses; <see cref="ExitCode.MalformedInput"/>: what it prints is no dump; then as for <see cref="ICluster.ExecAsync"/>.</exception>
    public async Task<ProxyDump> AskAsync(ProxyPod pod, CancellationToken cancellation)
    {
        // An Envoy that does not know the short form refuses it, or gives nothing for it.
        return TryRead(pod, await RunAsync(pod, Short, cancellation)) ?? Read(pod, await RunAsync(pod, Whole, cancellation));
    }

    private Task<ExecResult> RunAsync(ProxyPod pod, string[] question, CancellationToken cancellation) => cluster.ExecAsync(pod.Namespace, pod.Name, Container, question, cancellation);

    private ProxyDump? TryRead(ProxyPod pod, ExecResult answer)
    {
        try
        {
            return Read(pod, answer) is { Lacks: null } dump ? dump : null;
        }
        catch (MeshException)
        {
            return null;
        }
    }

    private ProxyDump Read(ProxyPod pod, ExecResult answer) => answer.ExitCode == 0
        ? ProxyDump.Of(Encoding.UTF8.GetBytes(answer.Output), $"{pod}", secrets)
        : throw new MeshException(ExitCode.NoInput, $"pilot-agent ended with {answer.ExitCode}: {Printable.OneLine(answer.Error.Length > LongestWords ? answer.Error[..LongestWords] : answer.Error)}", "Read the log of istio-proxy in this pod");

    /// <summary>Whether a pod has one: as a sidecar, or as an init container that goes on running.</summary>
    public static bool HasProxy(JsonObject pod) => pod.Items("spec", "containers").Concat(pod.Items("spec", "initContainers")).Any(container => container.Text("name") == Container);
}
