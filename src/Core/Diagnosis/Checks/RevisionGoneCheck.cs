using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether the Service of the istiod that the message's proxy asks is gone.</summary>
internal sealed class RevisionGoneCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "revision-gone";

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        var scope = new CheckScope(question);
        if (scope.Fill("{revision}") is not { } revision || CheckScope.All(question.Evidence, "Service") is not { } services)
        {
            return CheckAnswer.NotEvaluated("the revision of its proxy was not seen");
        }

        var home = scope.Fill("{controlPlane}");
        var name = revision == "default" ? "istiod" : $"istiod-{revision}";
        return services.Any(service => service.Namespace() == home && (service.Name() == name || service.Labels().GetValueOrDefault("istio.io/rev") == revision))
            ? CheckAnswer.RuledOut($"there is a Service of revision {revision} in {home}")
            : CheckAnswer.Confirmed($"pod {scope.Pod!.Name()} belongs to revision {revision}, and there is no Service {name} in {home}");
    }
}
