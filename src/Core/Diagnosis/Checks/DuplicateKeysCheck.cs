using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether two Secrets of a selector have a key in common, such as two remote secrets for one cluster.</summary>
internal sealed class DuplicateKeysCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "duplicate-keys";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parameters => ["selector"];

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        if (CheckScope.All(question.Evidence, "Secret") is not { } secrets)
        {
            return CheckAnswer.NotEvaluated("Secret objects were not looked at");
        }

        var labels = question.Arguments.One("selector") ?? "";
        var twice = secrets.Where(secret => CheckScope.Selects(labels, secret))
            .SelectMany(secret => (secret.Child("data") ?? []).Select(member => (member.Key, Name: secret.Name())))
            .GroupBy(pair => pair.Key).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? CheckAnswer.RuledOut("each key stands in one Secret only") : CheckAnswer.Confirmed($"the key {twice.Key} stands in {string.Join(" and ", twice.Select(pair => pair.Name))}");
    }
}
