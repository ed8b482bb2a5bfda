using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether an object was made after the message's pod had started, so that the pod does not know it.</summary>
internal sealed class CreatedAfterPodCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "created-after-pod";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parameters => ["kind", "name", "namespace?"];

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        var scope = new CheckScope(question);
        if (scope.Objects(out var why) is not { } found)
        {
            return CheckAnswer.NotEvaluated(why);
        }

        if (found.Count == 0)
        {
            return CheckAnswer.RuledOut($"there is no {scope.Described}");
        }

        if (scope.Pod?.Time("status", "startTime") is not { } started || found[0].Created() is not { } made)
        {
            return CheckAnswer.NotEvaluated("the start of its pod was not seen");
        }

        return CheckAnswer.Of(made > started, $"{scope.Described} was made at {made:yyyy-MM-dd HH:mm:ss}Z, and the pod started at {started:yyyy-MM-dd HH:mm:ss}Z");
    }
}
