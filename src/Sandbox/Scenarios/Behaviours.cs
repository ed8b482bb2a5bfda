using System.IO.Enumeration;
using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Sandbox.Scenarios;

/// <summary>Finds the behaviour of a container.</summary>
internal static class Behaviours
{
    public static Behaviour Ordinary { get; } = new();

    /// <summary>The behaviour that the scenario has for a container; null where it has none, and the image decides.</summary>
    public static Behaviour? Find(IReadOnlyList<Behaviour> all, JsonObject pod, string image) => all.FirstOrDefault(behaviour =>
        (behaviour.Image is null || FileSystemName.MatchesSimpleExpression(behaviour.Image, image, ignoreCase: false))
        && behaviour.Labels.All(label => pod.Text("metadata", "labels", label.Key) == label.Value));
}
