using Mesh.Core.Kubernetes;

namespace Mesh.Core.Diagnosis.Xds.Tokens;

/// <summary>A token that was looked at: what it says of itself and what the API server says of it, but not the token.</summary>
/// <param name="Claims">What it says; null where it is no token of a service account that can be read.</param>
/// <param name="Verdict">What the API server says; null where it was not asked.</param>
internal sealed record ShownToken(TokenClaims? Claims, TokenVerdict? Verdict)
{
    /// <summary>In words, such as <c>accepted</c>.</summary>
    public string Says => Verdict switch
    {
        null => "not shown to it",
        { Accepted: true } => "accepted",
        { Error: { } error } => $"refused ({error})",
        _ => "refused",
    };
}
