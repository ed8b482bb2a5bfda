using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Delivery;
using Mesh.Core.Helm;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Istio.Installation.Istioctl;

/// <summary>What istioctl will change: the objects it generates, against those that are in the cluster.</summary>
internal static class IstioctlPlan
{
    /// <summary>The same plan as a helm release has, so that rights are asked for and the server is asked about each object in the same way.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="target">The cluster as tools are told it.</param>
    /// <param name="ns">The namespace of the control plane.</param>
    /// <param name="yaml">What istioctl generated.</param>
    /// <param name="secrets">Gets to know what Secrets hold.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<ReleasePlan> OfAsync(ICluster cluster, HelmTarget target, string ns, string yaml, Secrets secrets, CancellationToken cancellation)
    {
        var wanted = ManifestSet.Parse(yaml, "what istioctl manifest generate printed");
        var differences = new List<ObjectDiff>();
        foreach (var item in wanted.Objects)
        {
            SecretData.Register(item.Body, secrets);
            var live = await LiveAsync(cluster, item, ns, cancellation);
            var before = live is null ? null : (JsonObject)LiveShape.Of(live, item.Body)!;
            var diff = UnifiedDiff.Of(before is null ? "" : Show(before), Show(item.Body));
            if (diff.Length > 0)
            {
                differences.Add(new ObjectDiff(item, before is null ? "create" : "update", diff) { Before = before is null ? null : item with { Body = before } });
            }
        }

        var isThere = await cluster.GetAsync(ResourceKind.Namespace, null, ns, cancellation) is not null;
        return new ReleasePlan(target, new HelmRelease("istioctl", "istioctl", ns) { CreateNamespace = !isThere }, null, wanted.Objects, differences);
    }

    private static async Task<JsonObject?> LiveAsync(ICluster cluster, ManifestObject item, string ns, CancellationToken cancellation) =>
        await cluster.FindKindAsync(item.ApiVersion, item.Kind, cancellation) is { } kind ? await cluster.GetAsync(kind, kind.Namespaced ? item.Namespace ?? ns : null, item.Name, cancellation) : null;

    private static string Show(JsonObject body) => YamlText.Of(SecretData.Redact(body));
}
