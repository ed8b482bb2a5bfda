namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether the message itself, or a named part of it, says so. Always to be looked at, in a log as well.</summary>
internal sealed class TextCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "text";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parameters => ["matches", "group?"];

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        var text = question.Arguments.Has("group", out var group) ? question.Match.Groups[group].Value : question.Symptom.Text;
        return Patterns.Find(question.Arguments.One("matches") ?? "", text) is { } found
            ? CheckAnswer.Confirmed($"the message says \"{Patterns.Shorten(found)}\"")
            : CheckAnswer.RuledOut("the message does not say so");
    }
}
