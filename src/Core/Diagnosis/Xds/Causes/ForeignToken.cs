using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Xds.Tokens;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Diagnosis.Xds.Causes;

/// <summary>Whether what is mounted is the token of a service account.</summary>
internal static class ForeignToken
{
    public static CheckAnswer Judge(TokenCase known) =>
        known.Mounted.Value is not { } mounted ? Answer.NoClaims(known)
        : mounted.Claims is null ? Answer.Yes($"what lies at {known.Mount.Value?.Path} is no JSON Web Token")
        : mounted.Verdict is { Accepted: true, User: { } user } && ServiceAccountName.Of(user) is null ? Answer.Yes($"the API server knows the token as that of {user}, which is no service account")
        : ServiceAccountName.Of(mounted.Claims.Subject) is null ? Answer.Yes($"the token is of {mounted.Claims.Subject ?? "nobody"}, and not of a service account")
        : Answer.No($"it is the token of {ServiceAccountName.Of(mounted.Claims.Subject)}");
}
