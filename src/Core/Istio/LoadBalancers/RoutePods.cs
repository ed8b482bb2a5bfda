using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.LoadBalancers;

// The pods that a selector means, in the Service's own namespace: no Service reaches another's.
internal sealed record RoutePods(IReadOnlyList<JsonObject> All)
{
    public IReadOnlyList<JsonObject> Ready { get; } = [.. All.Where(IsReady)];

    public IReadOnlyList<(string Owner, int Pods)> Owners { get; } = [.. All.GroupBy(OwnerOf).Select(same => (same.Key, same.Count())).OrderBy(one => one.Key, StringComparer.Ordinal)];

    public IReadOnlySet<string> Nodes => Ready.Select(pod => pod.Text("spec", "nodeName") ?? "").Where(node => node.Length > 0).ToHashSet(StringComparer.Ordinal);

    public string Text => $"{Ready.Count} ready of {All.Count} {(All.Count == 1 ? "pod" : "pods")}{(Owners.Count == 0 ? "" : $": {Several(Owners.Select(one => one.Owner))}")}";

    public static async Task<RoutePods> ReadAsync(ICluster cluster, string ns, Route route, CancellationToken cancellation)
    {
        var pods = new List<JsonObject>();
        await foreach (var pod in cluster.ListAsync(ResourceKind.Pod, new ListQuery(ns, route.Query), cancellation))
        {
            if (pod.Text("status", "phase") is not ("Succeeded" or "Failed"))
            {
                pods.Add(pod);
            }
        }

        return new(pods);
    }

    public static string Several(IEnumerable<string> names, int shown = 5)
    {
        var all = names.Select(Printable.OneLine).ToList();
        return string.Join(", ", all.Take(shown)) + (all.Count > shown ? $" and {all.Count - shown} more" : "");
    }

    private static bool IsReady(JsonObject pod) =>
        !pod.IsTerminating() && pod.Items("status", "conditions").Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True");

    // A ReplicaSet is named after its Deployment and the hash that its pods carry.
    private static string OwnerOf(JsonObject pod)
    {
        var owner = pod.Items("metadata", "ownerReferences").FirstOrDefault(one => one.Flag("controller") == true);
        return (owner.Text("kind"), owner.Text("name"), pod.Text("metadata", "labels", "pod-template-hash")) switch
        {
            (null, _, _) => $"pod/{pod.Name()}",
            ("ReplicaSet", { } name, { Length: > 0 } hash) when name.EndsWith($"-{hash}", StringComparison.Ordinal) => $"deployment/{name[..^(hash.Length + 1)]}",
            var (kind, name, _) => $"{kind.ToLowerInvariant()}/{name}",
        };
    }
}
