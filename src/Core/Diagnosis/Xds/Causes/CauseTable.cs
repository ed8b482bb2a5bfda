using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Xds.Tokens;
using Mesh.Core.Findings;

namespace Mesh.Core.Diagnosis.Xds.Causes;

/// <summary>Every cause with how it is proved, in the order in which they hide one another: a token of another cluster has another account's UID too.</summary>
internal static class CauseTable
{
    private static readonly (XdsCause Cause, FindingKind Kind, Func<TokenCase, CheckAnswer> Judge)[] Table =
    [
        (XdsCause.NoToken, XdsFindings.NoToken, NoToken.Judge),
        (XdsCause.ForeignToken, XdsFindings.ForeignToken, ForeignToken.Judge),
        (XdsCause.OtherIssuer, XdsFindings.OtherIssuer, OtherIssuer.Judge),
        (XdsCause.ForeignKeys, XdsFindings.ForeignKeys, ForeignKeys.Judge),
        (XdsCause.WrongAudience, XdsFindings.WrongAudience, WrongAudience.Judge),
        (XdsCause.Expired, XdsFindings.Expired, Expired.Judge),
        (XdsCause.Recreated, XdsFindings.Recreated, Recreated.Judge),
        (XdsCause.UnknownCluster, XdsFindings.UnknownCluster, UnknownCluster.Judge),
        (XdsCause.MayNotReview, XdsFindings.MayNotReview, MayNotReview.Judge),
        (XdsCause.BadCredential, XdsFindings.BadCredential, BadCredential.Judge),
        (XdsCause.ServerUnreachable, XdsFindings.ServerUnreachable, ServerUnreachable.Judge),
    ];

    /// <summary>What each cause's check says.</summary>
    public static IReadOnlyList<JudgedCause> Judge(TokenCase known) => [.. Table.Select(row => new JudgedCause(row.Cause, row.Kind, row.Judge(known)))];
}
