using Mesh.Core.Diagnosis.Xds.Causes;

namespace Mesh.Core.Diagnosis.Xds.Istiods;

/// <summary>
/// What istiod's words mean. Where several fit the first does: the later ones are general. Sources: istio, security/pkg/server/ca/authenticate, security/pkg/k8s/tokenreview;
/// kubernetes, pkg/serviceaccount.
/// </summary>
internal static class IstiodWords
{
    private static readonly (XdsCause Cause, string[][] AnyOfAll)[] Known =
    [
        (XdsCause.NoToken, [["no HTTP authorization header exists"], ["target JWT extraction error"], ["no bearer token exists in HTTP authorization header"]]),
        (XdsCause.WrongAudience, [["is invalid for the target audiences"]]),
        (XdsCause.UnknownCluster, [["client claims to be in cluster"]]),
        (XdsCause.MayNotReview, [["tokenreviews", "forbidden"]]),
        (XdsCause.ForeignKeys, [["error in cryptographic primitive"], ["failed to verify signature"], ["no keys found"]]),
        (XdsCause.Expired, [["token has expired"], ["token is not valid yet"], ["token used before issued"]]),
        (XdsCause.Recreated, [["does not match claim"], ["serviceaccounts \"", "not found"], ["pods \"", "not found"], ["token has been invalidated"], ["has been deleted"]]),
        (XdsCause.ForeignToken, [["not a service account"], ["the token is not authenticated"], ["invalid username field"]]),
        (XdsCause.ServerUnreachable, [["dial tcp"], ["x509:"], ["i/o timeout"], ["context deadline exceeded"], ["connection refused"], ["no such host"], ["TLS handshake timeout"]]),
        (XdsCause.OtherIssuer, [["IDTokenAuthenticator", "failed to verify the JWT token"], ["IDTokenAuthenticator", "invalid audiences"], ["IDTokenAuthenticator", "invalid sub"]]),
    ];

    /// <summary>The cause; null where they mean none that is known.</summary>
    public static XdsCause? CauseOf(string words) =>
        Known.FirstOrDefault(one => one.AnyOfAll.Any(all => all.All(part => words.Contains(part, StringComparison.OrdinalIgnoreCase)))) is { AnyOfAll: not null } known ? known.Cause
        // The API server turned istiod itself away, not the token that it asked about.
        : words.EndsWith("Unauthorized", StringComparison.Ordinal) && !words.Contains("the service account authentication returns an error", StringComparison.Ordinal) ? XdsCause.BadCredential
        : null;
}
