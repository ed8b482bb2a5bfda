namespace Mesh.Core.Sources;

/// <summary>The same work on many files at once, as many as there are processors.</summary>
internal static class Batch
{
    /// <summary>Does the work on every number from 0 up to a count, and goes on when one of them fails.</summary>
    /// <param name="count">How many.</param>
    /// <param name="work">The work; called from several threads.</param>
    /// <param name="cancellation">What has not begun by then does not begin; it fails with <see cref="OperationCanceledException"/>.</param>
    /// <returns>For each number how it failed, or null.</returns>
    public static Task<Exception?[]> RunAsync(int count, Action<int> work, CancellationToken cancellation) => Task.Run(
        () =>
        {
            var failures = new Exception?[count];
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, index =>
            {
                if (cancellation.IsCancellationRequested)
                {
                    failures[index] = new OperationCanceledException(cancellation);
                    return;
                }

                try
                {
                    work(index);
                }
                catch (Exception exception)
                {
                    failures[index] = exception;
                }
            });
            return failures;
        },
        CancellationToken.None);
}
