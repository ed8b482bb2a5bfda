using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes.Objects;

namespace Mesh.Core.Kubernetes.Rollouts;

// spec.selector of a workload, written as the query parameter labelSelector takes it.
internal static class LabelSelectorText
{
    public static string Of(JsonObject selector)
    {
        var labels = selector.Texts("matchLabels").Select(label => $"{label.Key}={label.Value}");
        var expressions = selector.Items("matchExpressions").Select(Expression);
        return string.Join(',', labels.Concat(expressions));
    }

    private static string Expression(JsonObject expression)
    {
        var key = expression.Text("key");
        var values = string.Join(',', expression["values"] as JsonArray ?? []);
        return expression.Text("operator") switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "DoesNotExist" => $"!{key}",
            _ => $"{key}",
        };
    }
}
