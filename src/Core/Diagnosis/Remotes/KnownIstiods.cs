using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Istio.Verification;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Remotes;

/// <summary>What the istiods of a control plane are told about clusters. Source: istio, pilot/cmd/pilot-discovery/app (clusterAliases) and pkg/kube/util.go.</summary>
/// <param name="evidence">What was seen.</param>
/// <param name="istioNamespace">The namespace of the control plane.</param>
internal sealed class KnownIstiods(EvidenceSet evidence, string istioNamespace)
{
    private const string AliasArgument = "--clusterAliases";

    private readonly IReadOnlyList<JsonObject> pods = [.. (evidence.Of(ResourceKind.Pod) ?? []).Where(pod => pod.Namespace() == istioNamespace && pod.Labels().GetValueOrDefault("app") == "istiod" && !pod.IsTerminating())];

    /// <summary>The names that they give to their own cluster; none where no istiod was seen.</summary>
    public IReadOnlyList<string> Own => [.. pods.Select(pod => Istiod.Of(pod).Cluster).Distinct(StringComparer.Ordinal)];

    /// <summary>What kubeconfigs may need besides a token.</summary>
    public IReadOnlyList<string> Allowed => [.. pods.Select(pod => Variable(pod, "PILOT_INSECURE_MULTICLUSTER_KUBECONFIG_OPTIONS")).OfType<string>().SelectMany(list => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)), "oidc"];

    /// <summary>Other names of clusters, and for which each stands; what is no pair has an empty cluster.</summary>
    public IReadOnlyList<(string Pod, string Alias, string Cluster)> Aliases =>
    [
        .. from pod in pods
           from list in new[] { Variable(pod, "CLUSTER_ALIASES"), Argument(pod) }.OfType<string>()
           from pair in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
           let parts = pair.Split(['=', ':'], 2)
           select (ResourceKind.Pod.Describe(istioNamespace, pod.Name()), Printable.OneLine(parts[0]), parts.Length == 2 ? Printable.OneLine(parts[1]) : ""),
    ];

    private static string? Variable(JsonObject pod, string name) => Istiod.ContainerOf(pod.Child("spec")).Items("env").FirstOrDefault(variable => variable.Text("name") == name).Text("value");

    private static string? Argument(JsonObject pod)
    {
        var args = Istiod.ContainerOf(pod.Child("spec")).Elements("args").Select(word => word.Text() ?? "").ToList();
        var at = args.FindIndex(word => word == AliasArgument || word.StartsWith($"{AliasArgument}=", StringComparison.Ordinal));
        return at < 0 ? null : args[at].Length > AliasArgument.Length ? args[at][(AliasArgument.Length + 1)..] : args.ElementAtOrDefault(at + 1);
    }
}
