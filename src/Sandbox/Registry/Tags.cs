using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Mesh.Sandbox.Registry;

/// <summary>The tags of a repository, in pages where it is asked for them (docker-registry does so from 3.0 on, others always did).</summary>
internal static class Tags
{
    public static HttpResponseMessage Answer(InMemoryRegistry registry, RegistryCall call)
    {
        if (call.Method != "GET")
        {
            throw RegistryError.Unsupported();
        }

        if (registry.Find(call.Repository) is not { Tags.Count: > 0 } repository)
        {
            throw RegistryError.NameUnknown(call.Repository);
        }

        IEnumerable<string> tags = repository.Tags.Keys;
        if (call.Query["last"] is { } last)
        {
            tags = tags.Where(tag => string.CompareOrdinal(tag, last) > 0);
        }

        var rest = tags.ToList();
        var most = int.TryParse(call.Query["n"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : int.MaxValue;
        var page = rest.Take(most).ToList();
        var body = new JsonObject { ["name"] = call.Repository, ["tags"] = new JsonArray([.. page.Select(tag => (JsonNode?)tag)]) };
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body.ToJsonString() + "\n", Encoding.UTF8, "application/json") };
        if (page.Count < rest.Count)
        {
            response.Headers.TryAddWithoutValidation("Link", $"</v2/{call.Repository}/tags/list?last={Uri.EscapeDataString(page[^1])}&n={most}>; rel=\"next\"");
        }

        return response;
    }
}
