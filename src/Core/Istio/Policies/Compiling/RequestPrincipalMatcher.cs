using Mesh.Core.Istio.Policies.Evaluation;
using Mesh.Core.Istio.Policies.Matching;

namespace Mesh.Core.Istio.Policies.Compiling;

/// <summary>Issuer and subject of a token, which the last slash of an entry divides, since issuers are URLs. Source: istio, pilot/pkg/security/authz/model/generator.go.</summary>
/// <param name="entries">The entries.</param>
internal sealed class RequestPrincipalMatcher(IReadOnlyList<string> entries) : Matcher
{
    private readonly (TextPattern Issuer, TextPattern Subject)[] pairs = [.. entries.Select(Of)];

    /// <summary>What an entry asks of issuer and subject.</summary>
    /// <param name="entry">The entry.</param>
    public static (TextPattern Issuer, TextPattern Subject) Of(string entry)
    {
        var any = new TextPattern(TextKind.Presence, "", false);
        var slash = entry.LastIndexOf('/');
        if (slash < 0)
        {
            return entry switch
            {
                "*" => (any, any),
                ['*', ..] => (any, TextPattern.Of(entry)),
                [.., '*'] => (TextPattern.Of(entry), any),
                _ => (Exact(entry), Exact("")),
            };
        }

        // An asterisk counts at one end only: at the beginning of the issuer, or else at the end of the subject.
        var (issuer, subject) = (entry[..slash], entry[(slash + 1)..]);
        return entry[0] == '*' ? (TextPattern.Of(issuer), Exact(subject))
            : entry[^1] == '*' ? (Exact(issuer), TextPattern.Of(subject))
            : (Exact(issuer), Exact(subject));
    }

    /// <inheritdoc/>
    public override int Find(AccessRequest request) => request is { Issuer: null, Subject: null } ? -1
        : Array.FindIndex(pairs, pair => pair.Issuer.Fits(request.Issuer ?? "") && pair.Subject.Fits(request.Subject ?? ""));

    private static TextPattern Exact(string text) => new(TextKind.Exact, text, false);
}
