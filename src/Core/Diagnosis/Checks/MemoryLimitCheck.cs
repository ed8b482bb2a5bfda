using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether the message's container has a memory limit (<c>is: set</c>) or none (<c>is: unset</c>).</summary>
internal sealed class MemoryLimitCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "memory-limit";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parameters => ["is", "container?"];

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        var name = question.Arguments.One("container") ?? question.Symptom.Container;
        if (new CheckScope(question).Pod is not { } pod)
        {
            return CheckAnswer.NotEvaluated("its pod was not seen");
        }

        var container = pod.Items("spec", "initContainers").Concat(pod.Items("spec", "containers")).FirstOrDefault(item => name is null || item.Text("name") == name);
        if (container is null)
        {
            return CheckAnswer.NotEvaluated($"pod {pod.Name()} has no container {name}");
        }

        var limit = container.Text("resources", "limits", "memory");
        return CheckAnswer.Of(limit is null == (question.Arguments.One("is") == "unset"), $"container {container.Text("name")} of pod {pod.Name()} has {(limit is null ? "no memory limit" : $"a memory limit of {limit}")}");
    }
}
