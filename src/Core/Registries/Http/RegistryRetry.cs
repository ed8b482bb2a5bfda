using System.Net;
using Mesh.Core.Network;
using Polly;
using Polly.Retry;

namespace Mesh.Core.Registries.Http;

/// <summary>
/// When a call is tried again. A registry that never answered gets a short chance, so that a wrong address fails at once; one that did answer gets the time of a hiccup. Errors of its own (5xx) are
/// tried seven times, so that one in ten never fails a run; 429 is waited for as long as the registry says, within bounds. Doing any of a registry's calls twice does no harm.
/// </summary>
internal sealed class RegistryRetry
{
    /// <summary>How often a call is made that the registry answers with an error of its own.</summary>
    public const int MostAttempts = 7;

    private const int MostTruncated = 4;
    private static readonly TimeSpan FirstContact = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Hiccup = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestThrottle = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestUnsaidThrottle = TimeSpan.FromSeconds(60);
    private static readonly ResiliencePropertyKey<Course> CourseKey = new("course");

    private readonly TimeProvider time;
    private readonly Action<TimeSpan> throttled;
    private readonly ResiliencePipeline<RegistryAnswer> pipeline;
    private volatile bool hasAnswered;

    /// <param name="time">The clock.</param>
    /// <param name="throttled">Told of each wait for a 429.</param>
    public RegistryRetry(TimeProvider time, Action<TimeSpan> throttled)
    {
        this.time = time;
        this.throttled = throttled;
        pipeline = new ResiliencePipelineBuilder<RegistryAnswer> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<RegistryAnswer>
            {
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(100),
                MaxDelay = TimeSpan.FromSeconds(2),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = attempt => ValueTask.FromResult(attempt.Context.Properties.GetValue(CourseKey, null!).ShouldRetry(attempt.Outcome, this)),
                DelayGenerator = attempt => ValueTask.FromResult(attempt.Context.Properties.GetValue(CourseKey, null!).Wait),
            })
            .Build();
    }

    public async Task<RegistryAnswer> ExecuteAsync(bool once, Func<CancellationToken, Task<RegistryAnswer>> attempt, CancellationToken cancellation)
    {
        var context = ResilienceContextPool.Shared.Get(cancellation);
        var course = new Course(once, time);
        context.Properties.Set(CourseKey, course);
        try
        {
            return await pipeline.ExecuteAsync(
                async state =>
                {
                    course.Begin();
                    return await attempt(state.CancellationToken);
                },
                context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>How one call has gone so far.</summary>
    private sealed class Course(bool once, TimeProvider time)
    {
        private int serverErrors;
        private int truncated;
        private int throttles;
        private TimeSpan throttled;
        private long? unanswered;

        /// <summary>How long to wait now; null for the ordinary back-off.</summary>
        public TimeSpan? Wait { get; private set; }

        /// <summary>An attempt begins.</summary>
        public void Begin() => unanswered ??= time.GetTimestamp();

        public bool ShouldRetry(Outcome<RegistryAnswer> outcome, RegistryRetry retry)
        {
            Wait = null;
            if (outcome.Result is { } answer)
            {
                unanswered = null;
                retry.hasAnswered |= (int)answer.Status < 500;
            }

            return !once && outcome switch
            {
                { Exception: NoAnswerException failure } => failure.Curable && time.GetElapsedTime(unanswered ?? 0) < (retry.hasAnswered ? Hiccup : FirstContact),
                { Exception: TruncatedException } => ++truncated < MostTruncated,
                { Result: { Status: HttpStatusCode.TooManyRequests } busy } => Throttle(busy.RetryAfter, retry),
                { Result: { Status: >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout } broken } => WorthAnother(broken),
                _ => false,
            };
        }

        private bool WorthAnother(RegistryAnswer broken)
        {
            Wait = broken.RetryAfter is { } after && after < LongestWait ? after : null;
            return broken.Status is not (HttpStatusCode.NotImplemented or HttpStatusCode.HttpVersionNotSupported) && (broken.RetryAfter ?? TimeSpan.Zero) < LongestWait && ++serverErrors < MostAttempts;
        }

        private bool Throttle(TimeSpan? after, RegistryRetry retry)
        {
            // Where nothing is said it doubles from a second. What would outlast the patience is not waited for at all.
            var wait = after ?? TimeSpan.FromSeconds(1 << Math.Min(throttles++, 6));
            if (throttled + wait > (after is null ? LongestUnsaidThrottle : LongestThrottle))
            {
                return false;
            }

            Wait = wait < LongestWait ? wait : LongestWait;
            throttled += Wait.Value;
            retry.throttled(Wait.Value);
            return true;
        }
    }
}
