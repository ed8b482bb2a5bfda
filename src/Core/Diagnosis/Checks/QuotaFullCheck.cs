using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether the ResourceQuota that the message names is there; its use and its limits are the proof.</summary>
internal sealed class QuotaFullCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "quota-full";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parameters => ["quota"];

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        var name = new CheckScope(question).Argument("quota");
        if (name is null || CheckScope.All(question.Evidence, "ResourceQuota") is not { } quotas)
        {
            return CheckAnswer.NotEvaluated("ResourceQuota objects were not looked at");
        }

        var found = quotas.FirstOrDefault(item => item.Name() == name && (question.Symptom.Namespace is null || item.Namespace() == question.Symptom.Namespace));
        return found is null
            ? CheckAnswer.RuledOut($"there is no ResourceQuota {name} any more")
            : CheckAnswer.Confirmed($"ResourceQuota {name} in {found.Namespace()} has {string.Join(", ", found.Texts("status", "hard").Take(5).Select(hard => $"{hard.Key} {found.Text("status", "used", hard.Key) ?? "0"} of {hard.Value}"))}");
    }
}
