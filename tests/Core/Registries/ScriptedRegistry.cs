using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Mesh.Core.Model;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Core.Tests.Registries;

/// <summary>Servers in memory that answer what a test says.</summary>
/// <param name="answer">Answers a call.</param>
public sealed class ScriptedRegistry(Func<ScriptedRegistry.Call, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    public ScriptedRegistry(Func<Call, HttpResponseMessage> answer)
        : this(call => Task.FromResult(answer(call)))
    {
    }

    /// <summary>What was asked, in order.</summary>
    public ConcurrentQueue<Call> Calls { get; } = [];

    /// <summary>Of each call its method and address.</summary>
    public IEnumerable<string> Asked => Calls.Select(call => $"{call.Method} {call.Address}");

    public static HttpResponseMessage Text(int status, string body, string type = "application/json") =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, type) };

    /// <summary>An error as registries write it.</summary>
    public static HttpResponseMessage Error(int status, string code, string message = "no") => Text(status, $$"""{"errors":[{"code":"{{code}}","message":"{{message}}"}]}""");

    public static HttpResponseMessage Bytes(byte[] body, string type, string? digest = null)
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } } };
        if (digest is not null)
        {
            response.Headers.TryAddWithoutValidation("Docker-Content-Digest", digest);
        }

        return response;
    }

    public static HttpResponseMessage Manifest(byte[] body, string type = MediaTypes.OciImage) => Bytes(body, type, Digest.Of(body).ToString());

    public static HttpResponseMessage Redirect(string to, int status = 307)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent([]) };
        response.Headers.TryAddWithoutValidation("Location", to);
        return response;
    }

    /// <summary>401, and what is wanted.</summary>
    public static HttpResponseMessage Challenge(params string[] challenges)
    {
        var response = Error(401, "UNAUTHORIZED", "authentication required");
        response.Headers.TryAddWithoutValidation("WWW-Authenticate", challenges);
        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var call = new Call(request.Method.Method, request.RequestUri!.AbsoluteUri, request.Headers.TryGetValues("Authorization", out var values) ? values.Single() : null, body, request, cancellationToken);
        Calls.Enqueue(call);
        return await answer(call);
    }

    public sealed record Call(string Method, string Address, string? Authorization, byte[] Body, HttpRequestMessage Request, CancellationToken Cancellation)
    {
        public string Path => new Uri(Address).AbsolutePath;
    }
}
