using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether an object is there: <c>is: present</c>, <c>is: absent</c>, or <c>is: suspect</c>, where its absence rules the cause out and its presence proves nothing.</summary>
internal sealed class ObjectCheck : ICauseCheck
{
    private const int Told = 3;

    /// <inheritdoc/>
    public string Name => "object";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parameters => ["kind", "is", "name?", "namespace?", "selector?"];

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        var scope = new CheckScope(question);
        if (scope.Objects(out var why) is not { } found)
        {
            return CheckAnswer.NotEvaluated(why);
        }

        var says = found.Count == 0 ? $"there is no {scope.Described}"
            : $"there is {question.Arguments.One("kind")} {string.Join(", ", found.Take(Told).Select(item => item.Namespace() is { } ns ? $"{item.Name()} in {ns}" : item.Name()))}{(found.Count > Told ? $" and {found.Count - Told} more" : "")}";
        return question.Arguments.One("is") switch
        {
            "absent" => CheckAnswer.Of(found.Count == 0, says),
            "suspect" => found.Count == 0 ? CheckAnswer.RuledOut(says) : CheckAnswer.NotEvaluated(says),
            _ => CheckAnswer.Of(found.Count > 0, says),
        };
    }
}
