using Mesh.Core.Diagnosis.Checks;

namespace Mesh.Core.Diagnosis.Xds.Causes;

/// <summary>The three things a check can say.</summary>
internal static class Answer
{
    public static CheckAnswer Yes(string says) => new(CheckVerdict.Confirmed, says);

    public static CheckAnswer No(string says) => new(CheckVerdict.RuledOut, says);

    public static CheckAnswer Unknown(string says) => new(CheckVerdict.NotEvaluated, says);

    /// <summary>That the token could not be read, and why.</summary>
    public static CheckAnswer NoClaims(Tokens.TokenCase known) => Unknown($"the token was not read: {known.Mounted.Unseen ?? "it says nothing of itself"}");
}
