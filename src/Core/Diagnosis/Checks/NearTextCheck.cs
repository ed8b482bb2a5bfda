namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether a line beside the message says so: the command before it, what came after it. In a log only.</summary>
internal sealed class NearTextCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "near-text";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parameters => ["matches"];

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        if (question.Symptom.Near.Count == 0)
        {
            return CheckAnswer.NotEvaluated("there are no lines beside the message");
        }

        var found = question.Symptom.Near.FirstOrDefault(near => Patterns.Find(question.Arguments.One("matches") ?? "", near.Text) is not null);
        return found is null ? CheckAnswer.RuledOut("no line beside the message says so") : CheckAnswer.Confirmed($"line {found.Line}: {Patterns.Shorten(found.Text)}");
    }
}
