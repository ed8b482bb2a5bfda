using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Verification;

/// <summary>A pod of istiod.</summary>
/// <param name="Pod">Its name.</param>
/// <param name="Revision">Its revision; <c>default</c> where it has none.</param>
/// <param name="Cluster">The name that it gives to its own cluster.</param>
internal sealed record Istiod(string Pod, string Revision, string Cluster)
{
    /// <summary>The version that its image names; null where it names none.</summary>
    public string? Version { get; init; }

    /// <summary>Its container.</summary>
    public const string Container = "discovery";

    /// <summary>The revision of a control plane that was given none.</summary>
    public const string DefaultRevision = "default";

    /// <summary>The label, and on proxies the annotation, that names a revision.</summary>
    public const string RevisionKey = "istio.io/rev";

    /// <summary>Reads it off its pod.</summary>
    public static Istiod Of(JsonObject pod) => new(pod.Name(), RevisionOf(pod), Variable(pod, "CLUSTER_ID") ?? "Kubernetes") { Version = VersionIn(ContainerOf(pod.Child("spec")).Text("image"), null) };

    /// <summary>Its container in the spec of a pod, or of a template of one.</summary>
    public static JsonObject? ContainerOf(JsonObject? spec) => spec.Items("containers").FirstOrDefault(container => container.Text("name") == Container);

    /// <summary>The version that an image of Istio names, without its variant: 1.29.0-distroless is version 1.29.0. Null where its tag names none.</summary>
    /// <param name="image">The image.</param>
    /// <param name="variant">A variant besides those that Istio publishes.</param>
    public static string? VersionIn(string? image, string? variant) => !ImageReference.TryParse(image, out var reference, out _) || !KubeVersion.TryParse(reference.Tag, out _) ? null
        : new[] { variant, "distroless", "debug" }.OfType<string>().Aggregate(reference.Tag!, (text, end) => text.EndsWith($"-{end}", StringComparison.Ordinal) ? text[..^(end.Length + 1)] : text);

    /// <summary>The revision that an object's label names.</summary>
    public static string RevisionOf(JsonObject item) => item.Labels().GetValueOrDefault(RevisionKey) is { Length: > 0 } revision ? revision : DefaultRevision;

    private static string? Variable(JsonObject pod, string name) =>
        ContainerOf(pod.Child("spec")).Items("env").FirstOrDefault(variable => variable.Text("name") == name).Text("value");
}
