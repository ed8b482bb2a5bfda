using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Core.Tests.Kubernetes;

/// <summary>An HTTP server on a free loopback port that answers what a test says.</summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private LoopbackServer(WebApplication app) => this.app = app;

    /// <summary>What was asked, in order: method, path with query, body.</summary>
    public ConcurrentQueue<Call> Calls { get; } = [];

    public string Address { get; private set; } = "";

    /// <param name="answer">Answers a call; the number counts calls from 1.</param>
    /// <param name="certificate">For HTTPS.</param>
    public static async Task<LoopbackServer> StartAsync(Func<HttpContext, int, Task> answer, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(new HttpsConnectionAdapterOptions
                {
                    ServerCertificate = certificate,
                    ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                    ClientCertificateValidation = (_, _, _) => true,
                });
            }
        }));
        var server = new LoopbackServer(builder.Build());
        var count = 0;
        server.app.UseWebSockets();
        server.app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync();
            var number = Interlocked.Increment(ref count);
            server.Calls.Enqueue(new Call(context.Request.Method, context.Request.Path + context.Request.QueryString, body, $"{context.Request.ContentType}", $"{context.Request.Headers.Authorization}", $"{context.Request.Headers.UserAgent}"));
            await answer(context, number);
        });
        await server.app.StartAsync();
        server.Address = server.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return server;
    }

    /// <summary>A server that gives the answers one after another, the last one again and again.</summary>
    public static Task<LoopbackServer> AnsweringAsync(params (int Status, string Body)[] answers) => StartAsync((context, number) =>
    {
        var (status, body) = answers[Math.Min(number, answers.Length) - 1];
        return WriteAsync(context, status, body);
    });

    public static Task WriteAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    }

    /// <summary>An error as API servers write it.</summary>
    public static string Status(int code, string reason, string message, string details = "{}") =>
        $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":{{System.Text.Json.JsonSerializer.Serialize(message)}},"reason":"{{reason}}","details":{{details}},"code":{{code}}}""";

    public ValueTask DisposeAsync() => app.DisposeAsync();

    public sealed record Call(string Method, string Path, string Body, string ContentType, string Authorization, string UserAgent);
}
