using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes.Http;

namespace Mesh.Core.Kubernetes;

internal sealed partial class HttpCluster
{
    public async Task<JsonObject?> GetAsync(ResourceKind kind, string? ns, string name, CancellationToken cancellation)
    {
        var request = ApiRequest.Get(ApiPath.Object(kind, ns, name), $"get {kind.Describe(ns, name)}");
        var response = await transport.SendAsync(request, cancellation);
        return response.Status == HttpStatusCode.NotFound ? null
            : response.IsSuccess ? response.ReadObject(transport.Endpoint)
            : throw ApiErrors.ToMeshException(response, transport.Endpoint, request);
    }

    public async IAsyncEnumerable<JsonObject> ListAsync(ResourceKind kind, ListQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var pages = new ListPages(transport, kind, query);
        for (string? next = null; ;)
        {
            ListPage page;
            try
            {
                page = await pages.GetAsync(next, once: false, cancellation);
            }
            catch (MeshException exception) when (exception.InnerException is ApiException { StatusCode: 410 } && next is null)
            {
                // Nothing was given yet, so beginning anew gives no mixture of two states; a second time is an error.
                page = await pages.GetAsync(null, once: false, cancellation);
            }

            foreach (var item in page.Items)
            {
                yield return item;
            }

            if (page.Next is null)
            {
                yield break;
            }

            next = page.Next;
        }
    }

    public async IAsyncEnumerable<WatchEvent> WatchAsync(ResourceKind kind, ListQuery query, TimeSpan patience, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var watch = new Watch(transport, kind, query, patience, journal, time);
        while (true)
        {
            foreach (var change in await watch.NextAsync(cancellation))
            {
                yield return change;
            }
        }
    }
}
