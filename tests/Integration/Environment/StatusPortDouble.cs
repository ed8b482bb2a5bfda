using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mesh.Integration.Environment;

/// <summary>
/// Stands for port 15021 of pods, one server on loopback for all of them: the API server's pod proxy dials the address of a pod's status and says in a header whose question it passes on.
/// </summary>
/// <remarks>
/// A pod at <see cref="Address"/> is reached here. The API server refuses to dial 127.0.0.1 itself (kubernetes, pkg/proxy/util/utils.go, isProxyableIP); 0.0.0.0 leads the kernel to the same place.
/// </remarks>
internal sealed class StatusPortDouble : IAsyncDisposable
{
    /// <summary>What a pod's address has to be.</summary>
    public const string Address = "0.0.0.0";

    private const int Port = 15021;

    private readonly WebApplication server;
    private readonly ConcurrentDictionary<string, int> answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> asked = new();

    private StatusPortDouble(WebApplication server) => this.server = server;

    /// <summary>Every question that came, as <c>NAMESPACE/POD PATH</c>, in order.</summary>
    public IReadOnlyList<string> Asked => [.. asked];

    /// <summary>Starts it.</summary>
    /// <exception cref="UnavailableException">Somebody else has the port.</exception>
    public static async Task<StatusPortDouble> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, Port));
        var server = builder.Build();
        var ports = new StatusPortDouble(server);
        server.Run(ports.AnswerAsync);
        try
        {
            await server.StartAsync();
        }
        catch (IOException taken) when (taken.InnerException is not null || taken.Message.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
        {
            throw new UnavailableException($"port {Port} of 127.0.0.1 is taken");
        }
        catch (SocketException taken)
        {
            throw new UnavailableException($"port {Port} of 127.0.0.1 is taken: {taken.Message}");
        }

        return ports;
    }

    /// <summary>Says what a pod answers; 200 unless said otherwise.</summary>
    public void Answer(string ns, string pod, int status) => answers[$"{ns}/{pod}"] = status;

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        // Such as /api/v1/namespaces/beta/pods/web:15021/proxy/healthz/ready.
        var parts = context.Request.Headers["X-Forwarded-Uri"].ToString().Split('/');
        var pod = parts is ["", "api", "v1", "namespaces", var ns, "pods", var name, "proxy", ..] ? $"{ns}/{name.Split(':')[0]}" : "nobody";
        asked.Enqueue($"{pod} {context.Request.Path}");
        context.Response.StatusCode = context.Request.Path == "/healthz/ready" ? answers.GetValueOrDefault(pod, 200) : 404;
        return Task.CompletedTask;
    }
}
