using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Xds.Tokens;

namespace Mesh.Core.Diagnosis.Xds.Causes;

/// <summary>Whether istiod may ask whose a token is.</summary>
internal static class MayNotReview
{
    public static CheckAnswer Judge(TokenCase known) =>
        known.Reviewer is not { } who ? Answer.Unknown("neither istiod nor its reader account was seen, so that it is not known with which account it asks")
        : known.ReviewerLacks.Value is not { } lacks ? Answer.Unknown($"the rights of {who} were not asked for: {known.ReviewerLacks.Unseen}")
        : lacks.Length > 0 ? Answer.Yes($"{who} may not {lacks}")
        : Answer.No($"{who} may ask");
}
