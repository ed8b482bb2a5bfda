using System.Globalization;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether the node of the message's pod holds as many pods as it may.</summary>
internal sealed class NodeFullCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "node-full";

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        var node = new CheckScope(question).Fill("{node}");
        var most = CheckScope.All(question.Evidence, "Node")?.FirstOrDefault(item => item.Name() == node).Text("status", "allocatable", "pods");
        if (node is null || !int.TryParse(most, CultureInfo.InvariantCulture, out var limit) || CheckScope.All(question.Evidence, "Pod") is not { } pods)
        {
            return CheckAnswer.NotEvaluated("the node of its pod was not seen");
        }

        var there = pods.Count(pod => pod.Text("spec", "nodeName") == node && pod.Text("status", "phase") is not ("Succeeded" or "Failed"));
        return CheckAnswer.Of(there >= limit, $"node {node} has {there} of at most {limit} pods");
    }
}
