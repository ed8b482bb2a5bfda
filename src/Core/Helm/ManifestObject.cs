using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Helm;

/// <summary>One object of a manifest.</summary>
/// <param name="ApiVersion">Such as <c>apps/v1</c>.</param>
/// <param name="Kind">Such as <c>Deployment</c>.</param>
/// <param name="Namespace">As it says itself; null where it leaves that to the release, and for cluster-scoped kinds.</param>
/// <param name="Name">Its name; what generateName says followed by <c>*</c> where the server makes the name.</param>
/// <param name="Body">The whole object.</param>
public sealed record ManifestObject(string ApiVersion, string Kind, string? Namespace, string Name, JsonObject Body)
{
    /// <summary>When helm runs it as a hook (<c>pre-upgrade</c>, <c>test</c> …); empty for an object that is part of the release.</summary>
    public IReadOnlyList<string> Hooks { get; } =
        (Annotation(Body, "helm.sh/hook") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>True when helm leaves it in the cluster after the chart has dropped it (<c>helm.sh/resource-policy: keep</c>).</summary>
    public bool IsKept { get; } = Annotation(Body, "helm.sh/resource-policy")?.Trim() == "keep";

    /// <summary>As people write it: <c>deployment/web</c>, <c>deployment/web in beta</c>.</summary>
    public string Subject => $"{Kind.ToLowerInvariant()}/{Name}{(Namespace is null ? "" : $" in {Namespace}")}";

    private static string? Annotation(JsonObject body, string name) =>
        body.At("metadata", "annotations", name) is JsonValue value ? value.ToString() : null;
}
