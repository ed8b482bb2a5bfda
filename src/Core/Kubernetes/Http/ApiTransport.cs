using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.WebSockets;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes.Credentials;
using Mesh.Core.Network;

namespace Mesh.Core.Kubernetes.Http;

/// <summary>Carries calls to one API server over connections that are kept. Lives as long as the process.</summary>
internal sealed class ApiTransport(ServerEndpoint endpoint, ICredential credential, IReadOnlyList<KeyValuePair<string, string>> headers, RunJournal journal, TimeProvider time)
{
    // 500 secrets of 1 MB, which is as large as etcd lets them be, would be more; nothing a build lists is.
    private const int LargestBody = 256 * 1024 * 1024;

    // The first one keeps a mute server's failure under ten seconds. A write may wait for webhooks, up to what the server allows itself for any call.
    private static readonly TimeSpan FirstContact = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Read = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Write = TimeSpan.FromSeconds(60);
    private static readonly ProductInfoHeaderValue Agent = new("mesh", typeof(ApiTransport).Assembly.GetName().Version?.ToString(3));

    private readonly RetryPolicy retry = new(time);
    private readonly ServerWarnings warnings = new(endpoint.Context, journal);
    private readonly Lock gate = new();
    private (SslStreamCertificateContext? Certificate, HttpMessageInvoker Invoker)? connections;

    public ServerEndpoint Endpoint => endpoint;

    /// <summary>Sends a call, several times where that is right, and reads the whole answer, whatever its status.</summary>
    /// <exception cref="MeshException">No answer came.</exception>
    public async Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellation)
    {
        try
        {
            return await retry.ExecuteAsync(request, token => AttemptAsync(request, ReadWholeAsync, token), cancellation);
        }
        catch (NoAnswerException failure)
        {
            throw ApiErrors.Unreachable(failure, endpoint, request);
        }
    }

    /// <summary>Sends a call and throws unless the answer is a success.</summary>
    public async Task<ApiResponse> ExpectAsync(ApiRequest request, CancellationToken cancellation)
    {
        var response = await SendAsync(request, cancellation);
        return response.IsSuccess ? response : throw ApiErrors.ToMeshException(response, endpoint, request);
    }

    /// <summary>Sends a call once and leaves a successful answer's body to the caller, who disposes it.</summary>
    public async Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken cancellation)
    {
        try
        {
            return await AttemptAsync(request, OpenBodyAsync, cancellation);
        }
        catch (NoAnswerException failure)
        {
            throw ApiErrors.Unreachable(failure, endpoint, request);
        }

        async Task<HttpResponseMessage> OpenBodyAsync(HttpResponseMessage response, CancellationToken token)
        {
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            throw ApiErrors.ToMeshException(await ReadWholeAsync(response, token), endpoint, request);
        }
    }

    /// <summary>Runs a command in a container over a websocket and reads what it prints.</summary>
    public async Task<ExecResult> ExecAsync(ApiRequest request, CancellationToken cancellation)
    {
        var identity = await credential.GetAsync(cancellation);
        using var deadline = new CancellationTokenSource(Write, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(ExecChannel.Protocol);
        socket.Options.CollectHttpResponseDetails = true;
        foreach (var (name, value) in headers.Append(new("Authorization", identity.Header?.ToString() ?? "")).Where(header => header.Value.Length > 0))
        {
            socket.Options.SetRequestHeader(name, value);
        }

        try
        {
            var address = new UriBuilder(AddressOf(request)) { Scheme = endpoint.Server.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs };
            await socket.ConnectAsync(address.Uri, InvokerFor(identity), either.Token);
            return await ExecChannel.ReadAsync(socket, either.Token);
        }
        catch (WebSocketException) when (socket.HttpStatusCode is not (0 or HttpStatusCode.SwitchingProtocols))
        {
            throw ApiErrors.ToMeshException(new ApiResponse(socket.HttpStatusCode, ReadOnlyMemory<byte>.Empty, null), endpoint, request);
        }
        catch (Exception exception) when (exception is WebSocketException or HttpRequestException or IOException or ProtocolViolationException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw ApiErrors.Unreachable(NoAnswer.From(exception, Write), endpoint, request);
        }
    }

    private Uri AddressOf(ApiRequest request) => new(endpoint.Server.GetLeftPart(UriPartial.Path).TrimEnd('/') + request.Path);

    private async Task<T> AttemptAsync<T>(ApiRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        var limit = !retry.HasAnswered ? FirstContact : request.IsWrite ? Write : Read;
        for (var renewed = false; ; renewed = true)
        {
            var identity = await credential.GetAsync(cancellation);
            using var deadline = new CancellationTokenSource(limit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
            HttpResponseMessage? response = null;
            try
            {
                using var message = Compose(request, identity);
                response = await InvokerFor(identity).SendAsync(message, either.Token);
                warnings.Hear(response.Headers);
                if (response.StatusCode != HttpStatusCode.Unauthorized || renewed || !credential.Renew(identity))
                {
                    var result = await read(response, either.Token);
                    response = result is HttpResponseMessage ? null : response;
                    return result;
                }
            }
            catch (Exception exception) when (NoAnswer.Is(exception, cancellation))
            {
                throw NoAnswer.From(exception, limit);
            }
            finally
            {
                response?.Dispose();
            }
        }
    }

    private async Task<ApiResponse> ReadWholeAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var body = await BoundedBody.ReadAsync(response.Content, LargestBody, cancellation);
        var after = response.Headers.RetryAfter;
        return new ApiResponse(response.StatusCode, body, after?.Delta ?? (after?.Date is { } date && date > time.GetUtcNow() ? date - time.GetUtcNow() : null));
    }

    private HttpRequestMessage Compose(ApiRequest request, Identity identity)
    {
        var message = new HttpRequestMessage(request.Method, AddressOf(request));
        message.Headers.Authorization = identity.Header;
        message.Headers.Host = endpoint.TlsServerName is null ? null : string.Create(CultureInfo.InvariantCulture, $"{endpoint.TlsServerName}:{endpoint.Server.Port}");
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue(Agent.Product!));
        message.Headers.Accept.ParseAdd("application/json, */*");
        foreach (var (name, value) in headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (request.Body is not null)
        {
            message.Content = new ByteArrayContent(request.Body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType);
        }

        return message;
    }

    // A plugin may hand out a new client certificate, which only new connections show; the old ones end with what still runs on them.
    private HttpMessageInvoker InvokerFor(Identity identity)
    {
        lock (gate)
        {
            if (connections is not { } current || !ReferenceEquals(current.Certificate, identity.Certificate))
            {
                connections = current = (identity.Certificate, new HttpMessageInvoker(HandlerFactory.Create(endpoint, identity.Certificate)));
            }

            return current.Invoker;
        }
    }
}
