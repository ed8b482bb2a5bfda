using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Sandbox.Api;

/// <summary>A field selector such as <c>metadata.name=web,status.phase!=Running</c>. Only the fields that a real server indexes can be asked for.</summary>
internal sealed class FieldSelector
{
    private static readonly Dictionary<string, string[]> More = new()
    {
        ["pods"] = ["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "status.phase", "status.podIP", "status.nominatedNodeName"],
        ["events"] = ["involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
            "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "source", "type"],
        ["secrets"] = ["type"],
        ["namespaces"] = ["status.phase"],
        ["nodes"] = ["spec.unschedulable"],
        ["replicasets"] = ["status.replicas"],
    };

    private readonly List<(string[] Path, string Value, bool Equal)> requirements = [];

    public static FieldSelector Parse(ResourceKind kind, string? text)
    {
        var selector = new FieldSelector();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equal = !part.Contains("!=", StringComparison.Ordinal);
            var sides = part.Split(equal ? part.Contains("==", StringComparison.Ordinal) ? "==" : "=" : "!=", 2);
            if (sides.Length != 2)
            {
                throw ApiError.BadRequest($"invalid field selector: \"{part}\"; can't understand '{part}'");
            }

            if (sides[0] is not ("metadata.name" or "metadata.namespace") && !More.GetValueOrDefault(kind.Plural, []).Contains(sides[0]))
            {
                throw ApiError.BadRequest($"field label not supported: {sides[0]}");
            }

            selector.requirements.Add((sides[0].Split('.'), sides[1], equal));
        }

        return selector;
    }

    public bool Matches(JsonObject item) => requirements.TrueForAll(requirement => (Value(item, requirement.Path) == requirement.Value) == requirement.Equal);

    // An absent field is the empty text, as it is for the server; the source of an event stands one level deeper.
    private static string Value(JsonObject item, string[] path) => path switch
    {
        ["source"] => item.Text("source", "component") ?? "",
        ["spec", "unschedulable"] => item.Flag("spec", "unschedulable") == true ? "true" : "false",
        ["status", "replicas"] => $"{item.Whole(path) ?? 0}",
        _ => item.Text(path) ?? "",
    };
}
