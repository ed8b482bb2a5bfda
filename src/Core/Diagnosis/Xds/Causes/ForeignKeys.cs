using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Xds.Tokens;

namespace Mesh.Core.Diagnosis.Xds.Causes;

/// <summary>Whether the API server has the key that the token was signed with.</summary>
internal static class ForeignKeys
{
    public static CheckAnswer Judge(TokenCase known)
    {
        if (known.Claims is not { } claims)
        {
            return Answer.NoClaims(known);
        }

        if (known.Complaint?.Cause == XdsCause.ForeignKeys && known.Mounted.Value?.Verdict is { Accepted: true })
        {
            return Answer.Yes($"the API server of the pod's cluster accepts the token, and the one that istiod asks for cluster {known.ClusterId} does not: that is another one (two clusters of one name, a wrong server in the remote secret), or it has not noticed new keys");
        }

        return known.Keys.Value is not { } keys ? Answer.Unknown($"the API server's keys were not read: {known.Keys.Unseen}")
            : claims.KeyId is { } id && keys.KeyIds.Count > 0 && !keys.KeyIds.Contains(id) ? Answer.Yes($"the token was signed with key {id}, and the API server has {string.Join(", ", keys.KeyIds)} (/openid/v1/jwks)")
            : claims.Issuer is { } issuer && keys.Issuer is { } own && issuer != own && known.Mounted.Value?.Verdict is not { Accepted: true } ? Answer.Yes($"the token was issued by {issuer}, and the API server calls itself {own} (/.well-known/openid-configuration)")
            : known.Mounted.Value?.Verdict?.Error?.Contains("cryptographic primitive", StringComparison.Ordinal) == true ? Answer.Yes($"the API server finds that none of its keys made the signature: {known.Mounted.Value.Verdict.Error}")
            : Answer.No("it was signed with a key that the API server has");
    }
}
