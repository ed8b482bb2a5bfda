using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Compatibility.Skew;

/// <summary>A control plane that runs in the cluster.</summary>
/// <param name="Name">Its Deployment, as people write it.</param>
/// <param name="Revision">Its revision; <c>default</c> for the one without.</param>
/// <param name="Image">Its image.</param>
/// <param name="Version">Its version; null where neither the image nor a label says it.</param>
internal sealed record Istiod(string Name, string Revision, string Image, string? Version)
{
    public const string Default = "default";

    /// <summary>Its minor version; null where it is not known.</summary>
    public MinorVersion? Minor => MinorVersion.Of(Version);

    /// <summary>Those of a namespace, by name.</summary>
    public static async Task<IReadOnlyList<Istiod>> ListAsync(ICluster cluster, string ns, CancellationToken cancellation)
    {
        var found = new List<Istiod>();
        await foreach (var item in cluster.ListAsync(ResourceKind.Deployment, new ListQuery(ns, "app=istiod"), cancellation))
        {
            found.Add(Of(item));
        }

        return [.. found.OrderBy(one => one.Name, StringComparer.Ordinal)];
    }

    public static Istiod Of(JsonObject deployment)
    {
        var containers = deployment.Items("spec", "template", "spec", "containers").ToList();
        var image = (containers.Find(container => container.Text("name") == "discovery") ?? containers.FirstOrDefault()).Text("image") ?? "";
        return new(
            ResourceKind.Deployment.Describe(deployment.Namespace(), deployment.Name()), deployment.Labels().GetValueOrDefault("istio.io/rev") is { Length: > 0 } revision ? revision : Default,
            Printable.OneLine(image), ImageVersion.Of(image, deployment));
    }
}
