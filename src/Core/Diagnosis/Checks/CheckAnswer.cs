namespace Mesh.Core.Diagnosis.Checks;

/// <summary>What a check found.</summary>
/// <param name="Verdict">What it makes of the cause.</param>
/// <param name="Says">What was seen, or why nothing could be: one line, the proof.</param>
public sealed record CheckAnswer(CheckVerdict Verdict, string Says)
{
    /// <summary>It is so.</summary>
    /// <param name="says">What was seen.</param>
    public static CheckAnswer Confirmed(string says) => new(CheckVerdict.Confirmed, says);

    /// <summary>It is not so.</summary>
    /// <param name="says">What was seen.</param>
    public static CheckAnswer RuledOut(string says) => new(CheckVerdict.RuledOut, says);

    /// <summary>It could not be looked at.</summary>
    /// <param name="says">Why not.</param>
    public static CheckAnswer NotEvaluated(string says) => new(CheckVerdict.NotEvaluated, says);

    /// <summary>It is so, or it is not.</summary>
    /// <param name="holds">Whether it is so.</param>
    /// <param name="says">What was seen.</param>
    public static CheckAnswer Of(bool holds, string says) => holds ? Confirmed(says) : RuledOut(says);
}
