using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Network;
using Mesh.Core.Registries.Credentials;

namespace Mesh.Core.Registries.Http;

/// <summary>Carries calls to one registry: bounded in number, retried, redirected by hand, with the proof of who is asking.</summary>
internal sealed class RegistryDoor : IDisposable
{
    /// <summary>How many calls run at once, and as many streams beside them.</summary>
    public const int MostAtOnce = 16;

    private const int MostRedirects = 5;
    private const int LargestError = 64 * 1024;
    private static readonly ProductInfoHeaderValue Agent = new("mesh", typeof(RegistryDoor).Assembly.GetName().Version?.ToString(3));

    private readonly TimeProvider time;
    private readonly RunJournal journal;
    private readonly RateLimits limits;
    private readonly HttpMessageInvoker invoker;
    private readonly RegistryRetry retry;
    private readonly HeldCredential[] held;
    private readonly Authorizer authorizer;
    private readonly ConcurrentDictionary<string, Authorizer> strangers = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim calls = new(MostAtOnce, MostAtOnce);

    public RegistryDoor(RegistryEndpoint endpoint, HttpMessageHandler handler, IEnumerable<ICredentialSource> sources, RateLimits limits, RunJournal journal, TimeProvider time)
    {
        (Endpoint, this.limits, this.journal, this.time) = (endpoint, limits, journal, time);
        invoker = new HttpMessageInvoker(handler);
        retry = new RegistryRetry(time, wait => limits.Waiting(endpoint.Registry, wait));
        held = [.. sources.Select(source => new HeldCredential(source, endpoint.Registry, time))];
        authorizer = AuthorizerOf(endpoint, held);
    }

    public RegistryEndpoint Endpoint { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Bounds the streams, which hold their connection for long and wait for others' calls meanwhile: were they counted as calls, streams that feed uploads would wait for each other.</summary>
    public SemaphoreSlim Streams { get; } = new(MostAtOnce, MostAtOnce);

    /// <summary>Makes a call and reads the whole answer, whatever its status.</summary>
    /// <exception cref="MeshException">No answer came, or one that is not to be read.</exception>
    public async Task<RegistryAnswer> AskAsync(RegistryRequest request, CancellationToken cancellation)
    {
        await calls.WaitAsync(cancellation);
        try
        {
            return await SendAsync(request, stream: false, cancellation);
        }
        finally
        {
            calls.Release();
        }
    }

    /// <summary>Makes a call and throws unless the answer is a success.</summary>
    public async Task<RegistryAnswer> ExpectAsync(RegistryRequest request, CancellationToken cancellation)
    {
        var answer = await AskAsync(request, cancellation);
        return answer.IsSuccess ? answer : throw RegistryErrors.Of(answer, request.What, Endpoint);
    }

    /// <summary>Makes a call and leaves a successful answer's body to the caller, who disposes the response and has a place in <see cref="Streams"/>.</summary>
    public Task<RegistryAnswer> OpenAsync(RegistryRequest request, CancellationToken cancellation) => SendAsync(request, stream: true, cancellation);

    public void Dispose()
    {
        invoker.Dispose();
        calls.Dispose();
        Streams.Dispose();
        foreach (var credential in held)
        {
            credential.Dispose();
        }
    }

    private async Task<RegistryAnswer> SendAsync(RegistryRequest request, bool stream, CancellationToken cancellation)
    {
        try
        {
            return await retry.ExecuteAsync(request.Once || request.SentOnce, token => FollowAsync(request, stream, token), cancellation);
        }
        catch (NoAnswerException failure)
        {
            throw RegistryErrors.Unreachable(Endpoint, request.What, failure);
        }
        catch (TruncatedException failure)
        {
            throw RegistryErrors.Invalid(Endpoint, request.What, failure.Message, failure);
        }
    }

    private async Task<RegistryAnswer> FollowAsync(RegistryRequest request, bool stream, CancellationToken cancellation)
    {
        var address = new Uri(Endpoint.Address, request.Address);
        var seen = new HashSet<Uri>();
        for (var first = address; ;)
        {
            var why = !seen.Add(address) ? $"it redirects in a circle by way of {address.Authority}" : seen.Count > MostRedirects + 1 ? $"it redirects more than {MostRedirects} times" : null;
            if (why is not null)
            {
                throw RegistryErrors.Invalid(Endpoint, request.What, why);
            }

            var answer = request.IsForToken
                ? await ExchangeAsync(request, address, first.Scheme == address.Scheme && first.Authority == address.Authority ? request.Authorization : null, stream, cancellation)
                : await ProveAsync(request, address, stream, cancellation);
            if (Redirect(request, answer, address) is not { } next)
            {
                return answer;
            }

            address = next;
        }
    }

    // Another host than the registry is asked as anybody: what the registry was shown is not for it.
    private async Task<RegistryAnswer> ProveAsync(RegistryRequest request, Uri address, bool stream, CancellationToken cancellation)
    {
        var proof = new Proof(IsHome(address) ? authorizer : strangers.GetOrAdd(address.GetLeftPart(UriPartial.Authority), host => AuthorizerOf(Endpoint with { Address = new Uri(host) }, [])), request);
        while (true)
        {
            var answer = await ExchangeAsync(request, address, await proof.HeaderAsync(cancellation), stream, cancellation);
            if (answer.Status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden))
            {
                proof.Accepted();
                return answer;
            }

            if (!await proof.AnotherAsync(answer, cancellation) || request.SentOnce)
            {
                return answer with { Tried = proof.Tried };
            }
        }
    }

    private async Task<RegistryAnswer> ExchangeAsync(RegistryRequest request, Uri address, string? authorization, bool stream, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(request.Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token, request.Stalled);
        HttpResponseMessage? response = null;
        try
        {
            using var message = Compose(request, address, authorization);
            response = await invoker.SendAsync(message, either.Token);
            if (stream && response.IsSuccessStatusCode)
            {
                var open = new RegistryAnswer(response, address, default);
                response = null;
                return open;
            }

            var answer = new RegistryAnswer(response, address, await ReadAsync(response, request, either.Token)) { RetryAfter = RetryAfterOf(response.Headers.RetryAfter) };
            if (IsHome(address))
            {
                limits.Hear(Endpoint.Registry, answer);
            }

            return answer;
        }
        catch (Exception exception) when (exception is not TruncatedException && NoAnswer.Is(exception, cancellation))
        {
            throw NoAnswer.From(exception, request.SentOnce ? WatchedStream.Silence : request.Limit);
        }
        finally
        {
            response?.Dispose();
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, RegistryRequest request, CancellationToken cancellation)
    {
        if (request.Method == HttpMethod.Head)
        {
            return default;
        }

        if (!response.IsSuccessStatusCode)
        {
            return await Bodies.BeginningAsync(response.Content, LargestError, cancellation);
        }

        try
        {
            return await Bodies.WholeAsync(response.Content, request.Largest, cancellation);
        }
        catch (ProtocolViolationException exception)
        {
            throw RegistryErrors.Invalid(Endpoint, request.What, exception.Message, exception);
        }
    }

    private Uri? Redirect(RegistryRequest request, RegistryAnswer answer, Uri from)
    {
        var reading = request.Method == HttpMethod.Get || request.Method == HttpMethod.Head;
        if ((int)answer.Status is not (307 or 308) && !(reading && (int)answer.Status is 301 or 302 or 303))
        {
            return null;
        }

        var to = answer.Response.Headers.Location is { } location ? new Uri(from, location) : null;
        var why = request.SentOnce ? "it redirects what can be sent only once"
            : to is null || (to.Scheme != Uri.UriSchemeHttps && to.Scheme != Uri.UriSchemeHttp) ? "it redirects to nowhere"
            : from.Scheme == Uri.UriSchemeHttps && to.Scheme != Uri.UriSchemeHttps ? $"it redirects from TLS to plain HTTP, at {to.Authority}"
            : null;
        return why is null ? to : throw RegistryErrors.Invalid(Endpoint, request.What, why);
    }

    private TimeSpan? RetryAfterOf(RetryConditionHeaderValue? after) =>
        after?.Delta ?? (after?.Date is { } date ? (date > time.GetUtcNow() ? date - time.GetUtcNow() : TimeSpan.Zero) : null);

    private bool IsHome(Uri address) => address.Scheme == Endpoint.Address.Scheme && address.Authority.Equals(Endpoint.Address.Authority, StringComparison.OrdinalIgnoreCase);

    private Authorizer AuthorizerOf(RegistryEndpoint endpoint, IReadOnlyList<HeldCredential> sources) =>
        new(endpoint, sources, new TokenService(endpoint, (request, token) => SendAsync(request, stream: false, token), journal.Secrets, time), journal);

    private static HttpRequestMessage Compose(RegistryRequest request, Uri address, string? authorization)
    {
        var message = new HttpRequestMessage(request.Method, address) { Content = request.Content?.Invoke() };
        if (authorization is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (request.Accept.Count > 0)
        {
            message.Headers.TryAddWithoutValidation("Accept", string.Join(", ", request.Accept));
        }

        message.Headers.Range = request.From > 0 ? new RangeHeaderValue(request.From, null) : null;
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue(Agent.Product!));
        return message;
    }
}
