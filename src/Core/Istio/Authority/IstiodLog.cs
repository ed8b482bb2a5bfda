using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Authority;

/// <summary>What istiod's pods say in their logs about the CA they started with. Source: istio, pilot/pkg/bootstrap/istio_ca.go, whose words changed over the versions.</summary>
internal static class IstiodLog
{
    // At its start istiod says it among the first few hundred lines.
    private const int Lines = 5000;

    private static readonly string[] Own = ["No plugged-in cert", "Use self-signed certificate as the CA certificate", "self-signed cert is used"];
    private static readonly string[] OtherLayout = ["Using kubernetes.io/tls secret type for signing ca files"];
    private static readonly string[] Ours = ["Use plugged-in cert at", "Use local CA certificate"];

    public static async Task<IReadOnlyList<Evidence>> AskAsync(ICluster cluster, string ns, CancellationToken cancellation)
    {
        var all = new List<Evidence>();
        await foreach (var pod in cluster.ListAsync(ResourceKind.Pod, new ListQuery(ns, "app=istiod"), cancellation))
        {
            if (!pod.IsTerminating() && pod.Text("status", "phase") is not ("Succeeded" or "Failed"))
            {
                all.Add(await AskAsync(cluster, ns, pod.Name(), cancellation));
            }
        }

        return all;
    }

    private static async Task<Evidence> AskAsync(ICluster cluster, string ns, string pod, CancellationToken cancellation)
    {
        try
        {
            return Of($"pod/{pod}", await cluster.GetLogsAsync(ns, pod, "discovery", Lines, previous: false, cancellation));
        }
        catch (MeshException error)
        {
            // A node out of reach too: whether the server itself is away the next request tells.
            return new(null, $"the log of pod/{pod} cannot be read: {error.Reason}");
        }
    }

    /// <summary>That it reads "istiod's file format" says nothing: istiod says so of an empty folder too.</summary>
    internal static Evidence Of(string pod, string log) =>
        Find(log, Own) is { } own ? new(false, $"{pod} says: {own}")
        : Find(log, OtherLayout) is { } other ? new(false, $"{pod} says: {other}")
        : Find(log, Ours) is { } ours ? new(true, $"{pod} says: {ours}")
        : new(null, $"the log of {pod} does not say with which CA it started");

    private static string? Find(string log, string[] words) =>
        log.Split('\n').LastOrDefault(line => words.Any(word => line.Contains(word, StringComparison.Ordinal))) is { } line ? Model.Printable.OneLine(line.Length > 300 ? line[..300] : line) : null;
}
