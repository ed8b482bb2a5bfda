using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Xds.Tokens;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Xds.Causes;

/// <summary>Whether istiod's own credential still counts.</summary>
internal static class BadCredential
{
    public static CheckAnswer Judge(TokenCase known)
    {
        if (known.Istiods.Value is not [var istiod, ..])
        {
            return Elsewhere(known);
        }

        if (known.ReviewerAccount.IsMissing)
        {
            return Answer.Yes($"{known.Reviewer}, which istiod runs as, is not there");
        }

        var (account, pod) = (known.ReviewerAccount.Value?.Created(), istiod.Created());
        return account is null || pod is null ? Answer.Unknown($"{known.Reviewer} was not looked at: {known.ReviewerAccount.Unseen}")
            : account > pod ? Answer.Yes($"{known.Reviewer} was made after pod/{istiod.Name()}, whose token is of the one before it")
            // What stands in a remote secret is not read.
            : known.ClusterId is { } own && own != known.LocalCluster ? Answer.Unknown($"the token in the remote secret of {own} is not read here")
            : Answer.No($"{known.Reviewer} is older than istiod's pod");
    }

    // The remote secret lies in istiod's cluster; what it was made of lies here.
    private static CheckAnswer Elsewhere(TokenCase known) =>
        known.Reviewer is null || known.ReaderTokens.Value is not { } tokens ? Answer.Unknown("no istiod was seen")
        : tokens.Count == 0 ? Answer.Yes($"{known.Reviewer} has no Secret with a token any more, and the remote secret that istiod uses was made of one")
        : Answer.No($"{known.Reviewer} has its token in secret/{tokens[0]}");
}
