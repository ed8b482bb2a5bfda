using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether the pod of a DaemonSet on the node of the message's pod is missing or not ready.</summary>
internal sealed class PodOnNodeCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "pod-on-node";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parameters => ["selector"];

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        var labels = question.Arguments.One("selector") ?? "";
        if (CheckScope.All(question.Evidence, "Pod") is not { } pods || new CheckScope(question).Fill("{node}") is not { } node)
        {
            return CheckAnswer.NotEvaluated("the node of its pod was not seen");
        }

        var there = pods.Where(pod => pod.Text("spec", "nodeName") == node && CheckScope.Selects(labels, pod)).ToList();
        return CheckAnswer.Of(!there.Any(PodsReadyCheck.IsReady),
            there.Count == 0 ? $"node {node} has no pod with {question.Arguments.One("selector")}" : $"pod {there[0].Name()} on node {node} is {(PodsReadyCheck.IsReady(there[0]) ? "ready" : "not ready")}");
    }
}
