using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Images.Placing;

/// <summary>A term of a required node affinity: all its conditions together. One without any condition matches no node. Source: k8s.io/component-helpers, nodeaffinity.</summary>
/// <param name="Labels">The conditions on labels.</param>
/// <param name="Fields">The conditions on metadata.name, the only field there is.</param>
internal sealed record NodeTerm(IReadOnlyList<NodeRequirement> Labels, IReadOnlyList<NodeRequirement> Fields)
{
    public static NodeTerm Of(JsonObject term) => new([.. term.Items("matchExpressions").Select(NodeRequirement.Of)], [.. term.Items("matchFields").Select(NodeRequirement.Of)]);

    public bool Matches(ClusterNode node) =>
        Labels.Count + Fields.Count > 0
        && Labels.All(label => label.IsValid && node.Fulfils(label))
        && Fields.All(field => field is { Key: "metadata.name", Operator: "In" or "NotIn", Values.Count: 1 } && (node.IsStandIn || field.Accepts(node.Name)));
}
