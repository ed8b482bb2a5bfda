using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Certificates.Chains;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Authority;

/// <summary>Asks every proxy of the mesh what it trusts and what certificate it has: Envoy's own dump of its secrets, in which keys are redacted.</summary>
internal sealed class ProxySurvey(ICluster cluster, Secrets secrets)
{
    private const int AtOnce = 16;
    private const string Container = "istio-proxy";

    private static readonly string[] Short = ["pilot-agent", "request", "GET", "config_dump?resource=dynamic_active_secrets"];
    private static readonly string[] Whole = ["pilot-agent", "request", "GET", "config_dump"];

    /// <summary>All pods with a proxy, by namespace and name; whoever does not answer is among them with the reason.</summary>
    public async Task<IReadOnlyList<ProxyTrust>> AskAsync(CancellationToken cancellation)
    {
        var pods = new List<(string Namespace, string Name, string? Phase)>();
        await foreach (var pod in cluster.ListAsync(ResourceKind.Pod, new ListQuery(), cancellation))
        {
            if (!pod.IsTerminating() && pod.Text("status", "phase") is not ("Succeeded" or "Failed") && HasProxy(pod))
            {
                pods.Add((pod.Namespace() ?? "", pod.Name(), pod.Text("status", "phase")));
            }
        }

        var answers = new ConcurrentBag<ProxyTrust>();
        await Parallel.ForEachAsync(pods, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (pod, token) => answers.Add(await AskAsync(pod.Namespace, pod.Name, pod.Phase, token)));
        return [.. answers.OrderBy(answer => answer.Pod, StringComparer.Ordinal)];
    }

    private static bool HasProxy(JsonObject pod) => pod.Items("spec", "containers").Concat(pod.Items("spec", "initContainers")).Any(container => container.Text("name") == Container);

    private async Task<ProxyTrust> AskAsync(string ns, string pod, string? phase, CancellationToken cancellation)
    {
        var name = $"pod/{pod} in {ns}";
        if (phase != "Running")
        {
            return ProxyTrust.NotAsked(name, $"it is {Model.Printable.OneLine(phase ?? "in no phase")}");
        }

        try
        {
            // An Envoy that does not know the short form refuses it, or gives nothing for it.
            var answer = await cluster.ExecAsync(ns, pod, Container, Short, cancellation);
            return Read(name, answer) is { Unasked: null } known ? known : Read(name, await cluster.ExecAsync(ns, pod, Container, Whole, cancellation));
        }
        catch (MeshException error)
        {
            return ProxyTrust.NotAsked(name, error.Reason);
        }
    }

    internal ProxyTrust Read(string name, ExecResult answer)
    {
        if (answer.ExitCode != 0)
        {
            return ProxyTrust.NotAsked(name, $"pilot-agent ended with {answer.ExitCode}: {Model.Printable.OneLine(answer.Error.Length > 300 ? answer.Error[..300] : answer.Error)}");
        }

        IReadOnlyList<EnvoySecret> found;
        try
        {
            found = EnvoySecrets.Read(Encoding.UTF8.GetBytes(answer.Output), name);
        }
        catch (MeshException error)
        {
            return ProxyTrust.NotAsked(name, error.Reason);
        }

        foreach (var key in found.SelectMany(secret => secret.Keys))
        {
            secrets.Add(key);
        }

        var roots = found.FirstOrDefault(secret => secret.Name == "ROOTCA" && secret.Roots is not null);
        var own = found.FirstOrDefault(secret => secret.Name == "default" && secret.Chain is not null);
        var leaf = own is null ? null : CaFiles.Read(own.Name, own.Chain).FirstOrDefault();
        return roots is null || leaf is null
            ? ProxyTrust.NotAsked(name, $"its dump holds no {(roots is null ? "ROOTCA" : "certificate of its own (default)")}")
            : new(name, null, CaFiles.Read(roots.Name, roots.Roots), leaf);
    }
}
