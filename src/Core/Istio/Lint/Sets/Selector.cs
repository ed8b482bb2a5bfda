using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Lint.Sets;

/// <summary>The labels that an object of the mesh selects pods by. Istio knows equality alone.</summary>
internal static class Selector
{
    /// <summary>Of a Service, a Gateway: the labels stand right there.</summary>
    /// <param name="field">The map.</param>
    public static IReadOnlyDictionary<string, string> Of(Field field) =>
        field.Members.Where(member => member.Text is not null).ToDictionary(member => member.Key!, member => member.Text!, StringComparer.Ordinal);

    /// <summary>Of policies: spec.selector.matchLabels, or spec.workloadSelector.labels of what configures proxies. Empty where it is about all pods.</summary>
    /// <param name="item">The object.</param>
    public static IReadOnlyDictionary<string, string> Of(MeshObject item) => Of(FieldOf(item));

    /// <summary>The field they stand in.</summary>
    /// <param name="item">The object.</param>
    public static Field FieldOf(MeshObject item) => item.Spec["workloadSelector"] is { IsThere: true } proxies
        ? proxies["labels"] is { IsThere: true } labels ? labels : proxies["matchLabels"]
        : item.Spec["selector"]["matchLabels"];

    /// <summary>As people write them: <c>app=web,version=v1</c>.</summary>
    /// <param name="labels">The labels.</param>
    public static string Text(IReadOnlyDictionary<string, string> labels) => string.Join(',', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));
}
