using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.LoadBalancers;

// Where a Service leads: its selector and its ports, whole, as the server has them.
internal sealed record Route(JsonObject Selector, JsonArray Ports)
{
    // A selector without a label, as one that is not there, is no selector at all: the Service's endpoints are kept by hand.
    public static Route? Of(JsonObject service) =>
        service.Child("spec", "selector") is { Count: > 0 } selector && service.At("spec", "ports") is JsonArray { Count: > 0 } ports && ports.All(port => port is JsonObject)
            ? new((JsonObject)selector.DeepClone(), (JsonArray)ports.DeepClone())
            : null;

    public IEnumerable<JsonObject> Each => Ports.OfType<JsonObject>();

    public string Query => string.Join(',', Selector.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value.Text()}"));

    // The same ports, leading elsewhere. What is not named stays as it is.
    public Route To(JsonObject selector, IReadOnlyDictionary<int, JsonNode> targets)
    {
        var ports = (JsonArray)Ports.DeepClone();
        foreach (var port in ports.OfType<JsonObject>())
        {
            if (port.Number("port") is { } number && targets.TryGetValue((int)number, out var target))
            {
                port["targetPort"] = target.DeepClone();
            }
        }

        return new((JsonObject)selector.DeepClone(), ports);
    }

    public bool Same(Route? other) => other is not null && JsonNode.DeepEquals(Selector, other.Selector) && JsonNode.DeepEquals(Ports, other.Ports);

    // The same but for where the ports lead to.
    public bool SameDoors(Route other) => Ports.Count == other.Ports.Count && Each.Zip(other.Each).All(pair => JsonNode.DeepEquals(Door(pair.First), Door(pair.Second)));

    public JsonObject Json() => new() { ["selector"] = Selector.DeepClone(), ["ports"] = Ports.DeepClone() };

    // As a server leaves out a targetPort that is its port, so do we read it.
    public static JsonNode Target(JsonObject port) => port["targetPort"] is { } target && target.Number() != 0 ? target : JsonValue.Create(port.Number("port") ?? 0);

    public static string Protocol(JsonObject port) => port.Text("protocol") ?? "TCP";

    public static string Describe(JsonObject port) =>
        Printable.OneLine($"{port.Number("port")}{(Protocol(port) == "TCP" ? "" : $"/{Protocol(port)}")}{(port.Text("name") is { Length: > 0 } name ? $" ({name})" : "")}");

    private static JsonObject Door(JsonObject port)
    {
        var door = (JsonObject)port.DeepClone();
        door.Remove("targetPort");
        return door;
    }
}
