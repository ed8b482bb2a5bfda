using Mesh.Core.Findings;

namespace Mesh.Core.Kubernetes;

/// <summary>Who somebody is and what he may do, as the API server judges it. Nothing of it is stored, and each request says dryRun=All, so that an audit log is read by one rule.</summary>
/// <remarks>Throws <see cref="MeshException"/> as <see cref="ICluster"/> does. Whoever keeps to <c>--dry-run=client</c> calls none of it, since each is a POST.</remarks>
public interface IIdentityReviews
{
    /// <summary>
    /// A fresh token of a service account, for one audience and for ten minutes, the shortest there is (TokenRequest). dryRun is said and does not keep the server from giving one: it keeps no list of them.
    /// It is a secret: whoever asks for it registers it at once.
    /// </summary>
    /// <param name="ns">The account's namespace.</param>
    /// <param name="account">The service account.</param>
    /// <param name="audience">For whom it is, such as <c>istio-ca</c>.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: there is no such account.</exception>
    Task<string> RequestTokenAsync(string ns, string account, string audience, CancellationToken cancellation);

    /// <summary>Whether the server accepts a token, and as whom (TokenReview).</summary>
    /// <param name="token">The token.</param>
    /// <param name="audiences">For whom it has to be, at least one of them; empty for the API server itself.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<TokenVerdict> ReviewTokenAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellation);

    /// <summary>Whether somebody else has a right (SubjectAccessReview).</summary>
    /// <param name="user">His name, such as <c>system:serviceaccount:istio-system:istiod</c>; a service account's groups are added.</param>
    /// <param name="rule">The right.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<bool> ReviewAccessAsync(string user, AccessRule rule, CancellationToken cancellation);
}
