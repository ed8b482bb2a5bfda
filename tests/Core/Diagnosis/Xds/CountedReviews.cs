using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Tests.Diagnosis.Xds;

/// <summary>Counts what is asked.</summary>
internal sealed class CountedReviews(IIdentityReviews inner) : IIdentityReviews
{
    private int asked;

    public int Asked => asked;

    /// <summary>Who may ask nothing of it.</summary>
    public bool Forbidden { get; set; }

    public Task<string> RequestTokenAsync(string ns, string account, string audience, CancellationToken cancellation) => Count(() => inner.RequestTokenAsync(ns, account, audience, cancellation));

    public Task<TokenVerdict> ReviewTokenAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellation) => Count(() => inner.ReviewTokenAsync(token, audiences, cancellation));

    public Task<bool> ReviewAccessAsync(string user, AccessRule rule, CancellationToken cancellation) => Count(() => inner.ReviewAccessAsync(user, rule, cancellation));

    private Task<T> Count<T>(Func<Task<T>> ask)
    {
        Interlocked.Increment(ref asked);
        return Forbidden ? throw new MeshException(ExitCode.Forbidden, "the user may not create tokenreviews", "Grant it") : ask();
    }
}
