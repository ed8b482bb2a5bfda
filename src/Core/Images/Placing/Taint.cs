using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Images.Placing;

/// <summary>A taint of a node.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value; empty where it has none.</param>
/// <param name="Effect">NoSchedule, PreferNoSchedule or NoExecute.</param>
internal sealed record Taint(string Key, string Value, string Effect)
{
    // Not ready, under pressure, cordoned, not yet set up by its cloud: what a node gets over.
    private static readonly string[] Passing = ["node.kubernetes.io/", "node.cloudprovider.kubernetes.io/"];

    public static Taint Of(JsonObject taint) => new(taint.Text("key") ?? "", taint.Text("value") ?? "", taint.Text("effect") ?? "");

    /// <summary>True for what speaks of the node's present condition and not of what it is for.</summary>
    public bool IsPassing => Passing.Any(prefix => Key.StartsWith(prefix, StringComparison.Ordinal));
}
