namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Tells whether a cause holds, from what was seen. Reads only, and never throws for what is missing: that is <see cref="CheckVerdict.NotEvaluated"/>.</summary>
public interface ICauseCheck
{
    /// <summary>The name by which signatures ask for it, such as <c>secret-keys</c>.</summary>
    string Name { get; }

    /// <summary>The arguments it takes; those that have to be there without a question mark at their end.</summary>
    IReadOnlyList<string> Parameters => [];

    /// <summary>Looks.</summary>
    /// <param name="question">What it is asked about.</param>
    CheckAnswer Ask(CheckQuestion question);
}
