using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Xds.Tokens;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Xds.Causes;

/// <summary>Whether the account and the pod that the token is bound to are those that are there.</summary>
internal static class Recreated
{
    public static CheckAnswer Judge(TokenCase known)
    {
        if (known.Account.IsMissing)
        {
            return Answer.Yes("the service account that the pod runs as is not there");
        }

        if (known.Claims is not { } claims)
        {
            return Answer.NoClaims(known);
        }

        return known.Account.Value is { } account && claims.AccountUid is { } uid && uid != account.Uid() ? Answer.Yes($"the token is of the service account with UID {uid}; the one of that name has {account.Uid()}: it was deleted and made anew")
            : claims.PodUid is { } bound && known.Pod.Value is { } pod && bound != pod.Uid() ? Answer.Yes($"the token is bound to the pod with UID {bound}; the one of that name has {pod.Uid()}")
            : known.Account.Value is null ? Answer.Unknown($"the service account was not looked at: {known.Account.Unseen}")
            : claims.AccountUid is null ? Answer.Unknown("the token names no UID")
            : Answer.No("service account and pod have the UIDs that it names");
    }
}
