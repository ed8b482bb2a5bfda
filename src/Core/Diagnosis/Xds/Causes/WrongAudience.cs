using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Xds.Tokens;

namespace Mesh.Core.Diagnosis.Xds.Causes;

/// <summary>Whether the token is for istiod.</summary>
internal static class WrongAudience
{
    public static CheckAnswer Judge(TokenCase known)
    {
        if (known.WantedAudiences is not { } wanted)
        {
            return Answer.Unknown("no istiod was seen, so that it is not known for whom it wants tokens to be");
        }

        IReadOnlyList<string>? meant = known.Claims?.Audiences ?? (known.Mount.Value?.Audience is { } asked ? [asked] : null);
        return meant is null ? Answer.NoClaims(known)
            // One of an older cluster's Secrets is for everybody.
            : meant.Count == 0 ? Answer.No("it names no audience")
            : meant.Intersect(wanted).Any() ? Answer.No($"it is for {string.Join(", ", meant)}")
            : Answer.Yes($"the token is for {string.Join(", ", meant)}, and istiod takes those for {string.Join(", ", wanted)}");
    }
}
