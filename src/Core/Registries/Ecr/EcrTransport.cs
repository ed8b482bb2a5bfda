using System.Net;
using System.Security.Authentication;
using Polly;
using Polly.Retry;

namespace Mesh.Core.Registries.Ecr;

/// <summary>Carries calls to the API. Connections are made when the first call is, and kept.</summary>
internal sealed class EcrTransport(Func<string, string?> variable, TimeProvider time)
{
    private const int LargestBytes = 1024 * 1024;

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(8);

    private readonly Lazy<HttpMessageInvoker> connections = new(() => Connections(variable("AWS_CA_BUNDLE")));
    private readonly ResiliencePipeline<EcrAnswer> retry = new ResiliencePipelineBuilder<EcrAnswer> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<EcrAnswer>
        {
            MaxRetryAttempts = 3,
            Delay = TimeSpan.FromMilliseconds(500),
            MaxDelay = TimeSpan.FromSeconds(5),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome switch
            {
                { Exception: RegistryException { Fault: RegistryFault.Unreachable, InnerException: var cause } } => !IsDistrust(cause),
                { Result.IsPassing: true } => true,
                _ => false,
            }),
        })
        .Build();

    /// <summary>Sends a call, again where that may help, and reads the answer, whatever its status.</summary>
    /// <param name="compose">Makes the request anew for each attempt: a signature is good for minutes only.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RegistryException"><see cref="RegistryFault.Unreachable"/> when no answer came, <see cref="RegistryFault.Invalid"/> when it has no end; the caller says what it was for.</exception>
    public async Task<EcrAnswer> SendAsync(Func<CancellationToken, Task<HttpRequestMessage>> compose, CancellationToken cancellation) =>
        await retry.ExecuteAsync(async token => await AttemptAsync(compose, token), cancellation);

    private static HttpMessageInvoker Connections(string? bundle)
    {
        var handler = new SocketsHttpHandler
        {
            // A redirect is no answer of this API, and would take the signature to wherever it points.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = ConnectLimit,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            UseCookies = false,
        };
        handler.SslOptions.CertificateChainPolicy = AwsAuthorities.Read(bundle);
        return new HttpMessageInvoker(handler);
    }

    private async Task<EcrAnswer> AttemptAsync(Func<CancellationToken, Task<HttpRequestMessage>> compose, CancellationToken cancellation)
    {
        using var request = await compose(cancellation);
        using var limit = new CancellationTokenSource(AttemptLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            using var response = await connections.Value.SendAsync(request, either.Token);
            var body = await ReadAsync(response.Content, either.Token);
            return EcrAnswer.Of(response.StatusCode, body.Span, response.Headers.TryGetValues("x-amzn-ErrorType", out var types) ? types.First() : null);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new RegistryException(RegistryFault.Unreachable, exception is OperationCanceledException ? $"no answer within {AttemptLimit.TotalSeconds:0} s" : Innermost(exception).Message, exception);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[64 * 1024];
        var length = 0;
        for (int read; (read = await stream.ReadAsync(buffer.AsMemory(length), cancellation)) > 0;)
        {
            length += read;
            if (length > LargestBytes)
            {
                throw new RegistryException(RegistryFault.Invalid, "the answer is larger than 1 MiB");
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        return buffer.AsMemory(0, length);
    }

    // A certificate that is not trusted now will not be in a second.
    private static bool IsDistrust(Exception? exception) => exception is not null && (exception is AuthenticationException || IsDistrust(exception.InnerException));

    private static Exception Innermost(Exception exception) => exception.InnerException is null ? exception : Innermost(exception.InnerException);
}
