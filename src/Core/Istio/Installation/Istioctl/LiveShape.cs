using System.Text.Json.Nodes;

namespace Mesh.Core.Istio.Installation.Istioctl;

/// <summary>What a live object says where a wanted one says something: the server's own defaults, and what others write into it, are no difference.</summary>
internal static class LiveShape
{
    /// <summary>The live value, cut to the keys and places of the wanted one.</summary>
    public static JsonNode? Of(JsonNode? live, JsonNode? wanted) => (live, wanted) switch
    {
        (JsonObject has, JsonObject asks) => new JsonObject(asks.Where(one => has.ContainsKey(one.Key)).Select(one => KeyValuePair.Create(one.Key, Of(has[one.Key], one.Value)))),
        (JsonArray has, JsonArray asks) => new JsonArray([.. has.Select((item, index) => index < asks.Count ? Of(item, asks[index]) : item?.DeepClone())]),
        _ => live?.DeepClone(),
    };
}
