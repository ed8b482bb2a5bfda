using System.Globalization;
using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Xds.Tokens;

namespace Mesh.Core.Diagnosis.Xds.Causes;

/// <summary>Whether the token counts now, by the API server's clock where that is known.</summary>
internal static class Expired
{
    // The kubelet asks for a new one when a fifth is left: kubernetes, pkg/kubelet/token/token_manager.go.
    private const double Renewed = 0.8;

    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(60);

    public static CheckAnswer Judge(TokenCase known)
    {
        if (known.Claims is not { } claims)
        {
            return Answer.NoClaims(known);
        }

        var now = known.Now;
        return claims.Ends < now ? Answer.Yes($"the token ended at {Say(claims.Ends.Value)}, and it is {Say(now)}: the kubelet has stopped renewing it")
            : claims.Begins > now + Leeway || claims.Issued > now + Leeway ? Answer.Yes($"the token begins at {Say((claims.Begins ?? claims.Issued)!.Value)}, and it is {Say(now)}: the clocks differ")
            : claims is { Issued: { } made, Ends: { } ends } && now - made > (ends - made) * Renewed ? Answer.No($"it counts until {Say(ends)}, though the kubelet should have renewed it by now")
            : Answer.No(claims.Ends is { } end ? $"it counts until {Say(end)}" : "it has no end");
    }

    private static string Say(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
