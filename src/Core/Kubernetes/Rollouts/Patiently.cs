using Mesh.Core.Findings;
using Polly;
using Polly.Retry;

namespace Mesh.Core.Kubernetes.Rollouts;

// Tries again, once a second, while no server answers.
internal static class Patiently
{
    public static async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> act, TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<MeshException>(error => error.ExitCode == ExitCode.Unavailable && time.GetElapsedTime(started) < patience),
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromSeconds(1),
                BackoffType = DelayBackoffType.Constant,
            })
            .Build();
        return await pipeline.ExecuteAsync(async token => await act(token), cancellation);
    }
}
