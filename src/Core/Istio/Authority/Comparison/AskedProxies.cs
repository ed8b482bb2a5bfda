using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Authority.Comparison;

/// <summary>Asks proxies that run what they trust and what they show.</summary>
/// <param name="cluster">Their cluster.</param>
/// <param name="secrets">Learns of private keys that are not redacted.</param>
internal sealed class AskedProxies(ICluster cluster, Secrets secrets)
{
    // One of each namespace first: what is stale is most often stale in a whole namespace.
    private const int Most = 20;
    private const int AtOnce = 4;
    private const string Container = "istio-proxy";

    private static readonly string[] Question = ["pilot-agent", "request", "GET", "config_dump?resource=dynamic_active_secrets"];

    private readonly List<TrustPlace> roots = [];
    private readonly List<ProxyCertificate> certificates = [];
    private readonly List<string> silent = [];
    private readonly Lock gate = new();
    private int running;

    /// <summary>What each trusts.</summary>
    public IReadOnlyList<TrustPlace> Roots => [.. roots.OrderBy(place => place.Name, StringComparer.Ordinal)];

    /// <summary>What each shows.</summary>
    public IReadOnlyList<ProxyCertificate> Certificates => [.. certificates.OrderBy(one => one.Name, StringComparer.Ordinal)];

    /// <summary>Who gave no answer, and how many were not asked.</summary>
    public IEnumerable<string> NotEvaluated => silent.Order(StringComparer.Ordinal).Concat(running > Most ? [$"{running - Most} of {running} proxies, which were not asked"] : []);

    /// <exception cref="MeshException">As for <see cref="ICluster"/>; <see cref="ExitCode.Forbidden"/> where nothing may be run in pods.</exception>
    public async Task<AskedProxies> AskAsync(CancellationToken cancellation)
    {
        var pods = new List<(string Namespace, string Name)>();
        await foreach (var pod in cluster.ListAsync(ResourceKind.Pod, new ListQuery(FieldSelector: "status.phase=Running"), cancellation))
        {
            if (!pod.IsTerminating() && HasProxy(pod))
            {
                pods.Add((pod.Namespace() ?? "", pod.Name()));
            }
        }

        running = pods.Count;
        var sample = pods.GroupBy(pod => pod.Namespace).SelectMany(same => same.Select((pod, index) => (pod, index))).OrderBy(one => one.index).Take(Most).Select(one => one.pod);
        await Parallel.ForEachAsync(sample, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (pod, token) => await AskAsync(pod.Namespace, pod.Name, token));
        return this;
    }

    private async Task AskAsync(string ns, string pod, CancellationToken cancellation)
    {
        var name = ResourceKind.Pod.Describe(ns, pod);
        try
        {
            var answer = await cluster.ExecAsync(ns, pod, Container, Question, cancellation);
            if (answer.ExitCode != 0)
            {
                Silent($"{name}: pilot-agent ended with {answer.ExitCode}: {Model.Printable.OneLine(answer.Error)}");
                return;
            }

            var found = ProxySecrets.Of(Encoding.UTF8.GetBytes(answer.Output), name, secrets);
            lock (gate)
            {
                roots.AddRange(new[] { found.Roots }.OfType<TrustPlace>());
                certificates.AddRange(new[] { found.Certificate }.OfType<ProxyCertificate>());
            }

            if (found.Roots is null || found.Certificate is null)
            {
                Silent($"{name}: it has no {(found.Roots is null ? "ROOTCA" : "certificate")} yet");
            }
        }
        catch (MeshException error) when (error.ExitCode != ExitCode.Forbidden)
        {
            // One pod that went away meanwhile says nothing of the others.
            Silent($"{name}: {error.Reason}");
        }
    }

    private void Silent(string what)
    {
        lock (gate)
        {
            silent.Add(what);
        }
    }

    // As a sidecar, or as an init container that goes on running.
    private static bool HasProxy(JsonObject pod) => pod.Items("spec", "containers").Concat(pod.Items("spec", "initContainers")).Any(container => container.Text("name") == Container);
}
