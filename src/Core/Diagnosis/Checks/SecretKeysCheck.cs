using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether a Secret lacks one of some keys, or has all of some others. Only the names of keys are looked at.</summary>
internal sealed class SecretKeysCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "secret-keys";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parameters => ["name", "lacks?", "has?", "namespace?"];

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        var scope = new CheckScope(question with { Arguments = new(new Dictionary<string, IReadOnlyList<string>>(question.Arguments.Values) { ["kind"] = ["Secret"] }) });
        if (scope.Objects(out var why) is not { } found)
        {
            return CheckAnswer.NotEvaluated(why);
        }

        if (found.Count == 0)
        {
            return CheckAnswer.RuledOut($"there is no {scope.Described}");
        }

        var keys = (found[0].Child("data") ?? []).Select(member => member.Key).Order(StringComparer.Ordinal).ToList();
        var (lacks, has) = (question.Arguments.All("lacks"), question.Arguments.All("has"));
        var missing = lacks.Where(key => !keys.Contains(key)).ToList();
        return CheckAnswer.Of((lacks.Count == 0 || missing.Count > 0) && has.All(keys.Contains),
            $"{scope.Described} has the keys {(keys.Count == 0 ? "none" : string.Join(", ", keys.Take(10)))}{(missing.Count > 0 ? $" and lacks {string.Join(", ", missing)}" : "")}");
    }
}
