using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;

namespace Mesh.Core.Kubernetes.Http;

/// <summary>Fetches a list page by page.</summary>
internal sealed class ListPages(ApiTransport transport, ResourceKind kind, ListQuery query)
{
    // What kubectl takes: a page of pods is then some megabytes.
    private const string PageSize = "500";

    public string What { get; } = $"list {kind.Plural}{(kind.Namespaced && query.Namespace is not null ? $" in {query.Namespace}" : "")}"
        + (query.LabelSelector is null ? "" : $" where {query.LabelSelector}") + (query.FieldSelector is null ? "" : $" where {query.FieldSelector}");

    /// <summary>The path that lists, or with more parameters watches, what the query asks for.</summary>
    public string Path => ApiPath.With(ApiPath.Collection(kind, query.Namespace), ("labelSelector", query.LabelSelector), ("fieldSelector", query.FieldSelector));

    /// <param name="next">What the page before gave; null for the first.</param>
    /// <param name="once">Whether trying again is left to the caller.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<ListPage> GetAsync(string? next, bool once, CancellationToken cancellation)
    {
        var request = ApiRequest.Get(ApiPath.With(Path, ("limit", PageSize), ("continue", next)), What) with { Once = once };
        var response = await transport.ExpectAsync(request, cancellation);
        try
        {
            using var document = JsonDocument.Parse(response.Body, ApiResponse.Strict);
            var metadata = document.RootElement.GetProperty("metadata");
            return new ListPage(ReadItems(document.RootElement), ReadText(metadata, "resourceVersion") ?? "", ReadText(metadata, "continue") is { Length: > 0 } token ? token : null);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new MeshException(
                ExitCode.Unavailable,
                $"{transport.Endpoint.Describe()} answered to {What} with {response.Body.Length} bytes that are no list",
                "Check that the address in the kubeconfig is an API server, and no proxy or login page in front of it",
                exception);
        }
    }

    private List<JsonObject> ReadItems(JsonElement list)
    {
        var items = new List<JsonObject>();
        if (list.TryGetProperty("items", out var array) && array.ValueKind == JsonValueKind.Array)
        {
            foreach (var element in array.EnumerateArray())
            {
                // Parsed on its own, so that one object that is kept does not keep its whole page.
                var item = JsonNode.Parse(JsonMarshal.GetRawUtf8Value(element), documentOptions: ApiResponse.Strict)!.AsObject();
                item.TryAdd("apiVersion", kind.ApiVersion);
                item.TryAdd("kind", kind.Kind);
                items.Add(item);
            }
        }

        return items;
    }

    private static string? ReadText(JsonElement metadata, string key) => metadata.TryGetProperty(key, out var value) ? value.GetString() : null;
}
