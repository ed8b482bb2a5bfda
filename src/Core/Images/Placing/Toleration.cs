using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Images.Placing;

/// <summary>A toleration of a pod. One that holds for some seconds only lets the pod start all the same.</summary>
/// <param name="Key">The key it is for; empty for every key.</param>
/// <param name="Operator">Equal or Exists.</param>
/// <param name="Value">The value it is for, with Equal.</param>
/// <param name="Effect">The effect it is for; empty for every effect.</param>
internal sealed record Toleration(string Key, string Operator, string Value, string Effect)
{
    public static Toleration Of(JsonObject toleration) =>
        new(toleration.Text("key") ?? "", toleration.Text("operator") is { Length: > 0 } named ? named : "Equal", toleration.Text("value") ?? "", toleration.Text("effect") ?? "");

    /// <summary>Whether it lets a pod come past a taint. Source: k8s.io/api/core/v1, toleration.go.</summary>
    public bool Tolerates(Taint taint) =>
        (Effect.Length == 0 || Effect == taint.Effect)
        && (Key.Length == 0 || Key == taint.Key)
        && Operator switch { "Exists" => true, "Equal" => Value == taint.Value, _ => false };
}
