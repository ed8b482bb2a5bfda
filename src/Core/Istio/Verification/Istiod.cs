using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Verification;

/// <summary>A pod of istiod.</summary>
/// <param name="Pod">Its name.</param>
/// <param name="Revision">Its revision; <c>default</c> where it has none.</param>
/// <param name="Cluster">The name that it gives to its own cluster.</param>
internal sealed record Istiod(string Pod, string Revision, string Cluster)
{
    /// <summary>Its container.</summary>
    public const string Container = "discovery";

    /// <summary>The revision of a control plane that was given none.</summary>
    public const string DefaultRevision = "default";

    /// <summary>The label, and on proxies the annotation, that names a revision.</summary>
    public const string RevisionKey = "istio.io/rev";

    /// <summary>Reads it off its pod.</summary>
    public static Istiod Of(JsonObject pod) => new(pod.Name(), RevisionOf(pod), Variable(pod, "CLUSTER_ID") ?? "Kubernetes");

    /// <summary>The revision that an object's label names.</summary>
    public static string RevisionOf(JsonObject item) => item.Labels().GetValueOrDefault(RevisionKey) is { Length: > 0 } revision ? revision : DefaultRevision;

    private static string? Variable(JsonObject pod, string name) =>
        pod.Items("spec", "containers").FirstOrDefault(container => container.Text("name") == Container)?.Items("env").FirstOrDefault(variable => variable.Text("name") == name).Text("value");
}
