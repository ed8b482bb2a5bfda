using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether a ConfigMap that is the same in every namespace is another one in the message's own.</summary>
internal sealed class ConfigMapDiffersCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "config-map-differs";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parameters => ["name", "key"];

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        var (name, key, scope) = (question.Arguments.One("name"), question.Arguments.One("key") ?? "", new CheckScope(question));
        if (CheckScope.All(question.Evidence, "ConfigMap") is not { } all || question.Symptom.Namespace is not { } own)
        {
            return CheckAnswer.NotEvaluated("ConfigMap objects were not looked at");
        }

        var home = scope.Fill("{controlPlane}");
        var values = all.Where(item => item.Name() == name).ToDictionary(item => item.Namespace() ?? "", item => item.Text("data", key));
        return own == home || !values.TryGetValue(home ?? "", out var right) || right is null ? CheckAnswer.NotEvaluated($"there is no other ConfigMap {name} to compare with")
            : !values.TryGetValue(own, out var here) ? CheckAnswer.RuledOut($"there is no ConfigMap {name} in {own}")
            : CheckAnswer.Of(here != right, $"{key} of ConfigMap {name} in {own} {(here == right ? "is the same as" : "differs from")} that in {home}");
    }
}
