using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Scrubbing;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Evidence;

/// <summary>Lets through of an object what tells why something fails: without secrets, without what only the server needs, and small.</summary>
internal static class ObjectSieve
{
    // Longer than any message or configuration that a person reads; what is longer is a file in disguise.
    private const int LongestText = 64 * 1024;

    /// <summary>How deep an object may be.</summary>
    public static JsonDocumentOptions Reading { get; } = new() { MaxDepth = 200 };

    /// <summary>The object as it is kept. The one given is spent.</summary>
    public static JsonObject Of(ResourceKind kind, JsonObject item)
    {
        if (kind == ResourceKind.Secret)
        {
            item = WithoutValues(item);
        }

        if (item["metadata"] is JsonObject metadata)
        {
            foreach (var field in new[] { "managedFields", "selfLink", "resourceVersion" })
            {
                metadata.Remove(field);
            }
        }

        if (kind == ResourceKind.Node && item["status"] is JsonObject status)
        {
            // The images of a node are long, and its heartbeat changes while nothing does.
            status.Remove("images");
            foreach (var condition in status.Items("conditions"))
            {
                condition.Remove("lastHeartbeatTime");
            }
        }

        if (kind == ResourceKind.ConfigMap)
        {
            Sizes(item, "binaryData");
        }

        // An API server of a test may say v1beta1; what is kept has one form.
        item["apiVersion"] = kind.ApiVersion;
        item["kind"] = kind.Kind;
        Shorten(item);
        ObjectScrubber.Scrub(item);
        return Compact(item);
    }

    // Of a Secret nothing but what says that and how large its data are. Built anew, so that no value can slip through by a place that was forgotten.
    private static JsonObject WithoutValues(JsonObject secret)
    {
        var metadata = secret["metadata"]?.DeepClone() as JsonObject ?? [];
        (metadata["annotations"] as JsonObject)?.Remove("kubectl.kubernetes.io/last-applied-configuration");
        var kept = new JsonObject { ["metadata"] = metadata, ["type"] = secret.Text("type"), ["data"] = secret["data"]?.DeepClone() };
        Sizes(kept, "data");
        return kept;
    }

    // An archive says the sizes already.
    private static void Sizes(JsonObject item, string field)
    {
        if (item[field] is JsonObject data)
        {
            item[field] = new JsonObject(data.Select(part => KeyValuePair.Create(part.Key, (JsonNode?)(part.Value.Number() ?? Size(part.Value.Text() ?? "")))));
        }
    }

    private static long Size(string base64) => (base64.Length / 4 * 3) - (base64.EndsWith("==", StringComparison.Ordinal) ? 2 : base64.EndsWith('=') ? 1 : 0);

    private static void Shorten(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (key, value) in map.ToList())
                {
                    if (TooLong(value) is { } text)
                    {
                        map[key] = text;
                    }
                    else
                    {
                        Shorten(value);
                    }
                }

                break;
            case JsonArray list:
                for (var at = 0; at < list.Count; at++)
                {
                    if (TooLong(list[at]) is { } text)
                    {
                        list[at] = text;
                    }
                    else
                    {
                        Shorten(list[at]);
                    }
                }

                break;
        }
    }

    private static string? TooLong(JsonNode? node) => node is JsonValue leaf && leaf.TryGetValue<string>(out var text) && text.Length > LongestText ? $"{text[..LongestText]}…" : null;

    // Read anew it is its bytes and little else, until somebody looks into it.
    private static JsonObject Compact(JsonObject item) => (JsonObject)JsonNode.Parse(Encoding.UTF8.GetBytes(item.ToJsonString()), documentOptions: Reading)!;
}
