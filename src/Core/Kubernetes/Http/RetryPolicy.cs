using System.Net;
using Mesh.Core.Network;
using Polly;
using Polly.Retry;

namespace Mesh.Core.Kubernetes.Http;

/// <summary>
/// When a call is tried again. A server that never answered gets a short chance, so that a wrong address fails within ten seconds; one that did answer is given the time
/// of a restart. What may have been done already is never sent twice unless that does no harm; 429 means that nothing was done.
/// </summary>
internal sealed class RetryPolicy
{
    private static readonly TimeSpan FirstContact = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Restart = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Throttled = TimeSpan.FromSeconds(60);
    private static readonly ResiliencePropertyKey<ApiRequest> RequestKey = new("request");
    private static readonly ResiliencePropertyKey<long> StartedKey = new("started");

    private readonly TimeProvider time;
    private readonly ResiliencePipeline<ApiResponse> pipeline;

    public RetryPolicy(TimeProvider time)
    {
        this.time = time;
        pipeline = new ResiliencePipelineBuilder<ApiResponse> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<ApiResponse>
            {
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(250),
                MaxDelay = TimeSpan.FromSeconds(2),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = attempt => ValueTask.FromResult(ShouldRetry(attempt)),
                DelayGenerator = attempt => ValueTask.FromResult(attempt.Outcome.Result?.RetryAfter),
            })
            .Build();
    }

    /// <summary>Whether the server has ever answered as one that works.</summary>
    public bool HasAnswered { get; private set; }

    public async Task<ApiResponse> ExecuteAsync(ApiRequest request, Func<CancellationToken, Task<ApiResponse>> attempt, CancellationToken cancellation)
    {
        var context = ResilienceContextPool.Shared.Get(cancellation);
        context.Properties.Set(RequestKey, request);
        context.Properties.Set(StartedKey, time.GetTimestamp());
        try
        {
            return await pipeline.ExecuteAsync(
                async state =>
                {
                    var response = await attempt(state.CancellationToken);
                    HasAnswered |= (int)response.Status < 500;
                    return response;
                },
                context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private bool ShouldRetry(RetryPredicateArguments<ApiResponse> attempt)
    {
        var request = attempt.Context.Properties.GetValue(RequestKey, null!);
        var elapsed = time.GetElapsedTime(attempt.Context.Properties.GetValue(StartedKey, 0));
        var patience = HasAnswered ? Restart : FirstContact;
        return !request.Once && attempt.Outcome switch
        {
            { Exception: NoAnswerException failure } => failure.Curable && (request.Idempotent || !failure.MayHaveArrived) && elapsed < patience,
            { Result: { Status: HttpStatusCode.TooManyRequests } busy } => elapsed + (busy.RetryAfter ?? TimeSpan.Zero) < Throttled,
            { Result: { Status: HttpStatusCode.ServiceUnavailable } away } => request.Idempotent && elapsed + (away.RetryAfter ?? TimeSpan.Zero) < patience,
            { Result.Status: HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout } => request.Idempotent && elapsed < FirstContact,
            _ => false,
        };
    }
}
