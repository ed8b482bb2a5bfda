using System.Text.Json.Nodes;

namespace Mesh.Core.Kubernetes.Http;

/// <summary>One open watch request, with the time by which it has to be over.</summary>
internal sealed class WatchStream : IAsyncDisposable
{
    private readonly HttpResponseMessage response;
    private readonly JsonLines lines;
    private readonly CancellationTokenSource deadline;

    private WatchStream(HttpResponseMessage response, JsonLines lines, CancellationTokenSource deadline)
    {
        this.response = response;
        this.lines = lines;
        this.deadline = deadline;
    }

    public static async Task<WatchStream> OpenAsync(ApiTransport transport, ApiRequest request, TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        var response = await transport.OpenAsync(request, cancellation);
        return new WatchStream(response, new JsonLines(await response.Content.ReadAsStreamAsync(cancellation)), new CancellationTokenSource(limit, time));
    }

    public async Task<JsonObject?> NextAsync(CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        return await lines.NextAsync(either.Token);
    }

    public async ValueTask DisposeAsync()
    {
        response.Dispose();
        await lines.DisposeAsync();
        deadline.Dispose();
    }
}
