using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Primitives;

namespace Mesh.Integration.Registries.Fixtures;

/// <summary>Stands in front of a registry, hands on what it is asked, keeps a list of it, and does wrong what it is told to.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    // What concerns one connection alone.
    private static readonly string[] OfTheConnection = ["Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "TE", "Expect"];

    private readonly HttpClient registry;
    private readonly ConcurrentQueue<SeenRequest> requests = new();
    private LoopbackServer? server;
    private int count;

    private FaultyProxy(HttpClient registry)
    {
        this.registry = registry;
        registry.Timeout = Timeout.InfiniteTimeSpan;
    }

    /// <summary>Such as <c>127.0.0.1:12345</c>.</summary>
    public string Host => server!.Address.Authority;

    public Uri Address => server!.Address;

    /// <summary>What to do wrong with a request; null for nothing.</summary>
    public Func<SeenRequest, Fault?> Rule { get; set; } = _ => null;

    /// <summary>Every request up to now.</summary>
    public IReadOnlyList<SeenRequest> Requests => [.. requests];

    /// <summary>Starts a proxy.</summary>
    /// <param name="registry">A client of the registry with its address and without a credential: that of each request is handed on.</param>
    public static async Task<FaultyProxy> StartAsync(HttpClient registry)
    {
        var proxy = new FaultyProxy(registry);
        proxy.registry.DefaultRequestHeaders.Authorization = null;
        proxy.server = await LoopbackServer.StartAsync(proxy.HandleAsync);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await server!.DisposeAsync();
        registry.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var seen = new SeenRequest(Interlocked.Increment(ref count), request.Method, request.GetEncodedPathAndQuery(), Header(request.Headers.Authorization), Header(request.Headers.Range));
        requests.Enqueue(seen);
        var fault = Rule(seen);
        try
        {
            if (fault is { Forwards: false })
            {
                await fault.ApplyAsync(context, seen, null);
            }
            else
            {
                await ForwardAsync(context, seen, fault);
            }
        }
        catch (Exception broken) when (broken is OperationCanceledException or IOException or HttpRequestException)
        {
            // One of the two ends is gone; the other must see that too.
            context.Abort();
        }
    }

    private async Task ForwardAsync(HttpContext context, SeenRequest seen, Fault? fault)
    {
        using var message = new HttpRequestMessage(new HttpMethod(seen.Method), seen.Path);
        if (context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        {
            message.Content = new CountedContent(context.Request.Body, context.Request.ContentLength, fault?.MostOfRequest ?? long.MaxValue, seen);
        }
        else if (context.Request.ContentLength is 0)
        {
            message.Content = new ByteArrayContent([]);
        }

        foreach (var (name, value) in context.Request.Headers.Where(header => !OfTheConnection.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            // The header Host goes on as it is: the registry makes the addresses of its answers from it.
            if (!message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value);
            }
        }

        using var answer = await registry.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = seen.Status = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !OfTheConnection.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            context.Response.Headers[name] = new StringValues([.. values]);
        }

        await using var body = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
        if (fault is not null)
        {
            await fault.ApplyAsync(context, seen, body);
            return;
        }

        var block = new byte[64 << 10];
        while (await body.ReadAsync(block, context.RequestAborted) is var read and > 0)
        {
            await context.Response.Body.WriteAsync(block.AsMemory(0, read), context.RequestAborted);
            seen.Sent += read;
        }
    }

    private static string? Header(StringValues values) => values.Count == 0 ? null : values.ToString();
}
