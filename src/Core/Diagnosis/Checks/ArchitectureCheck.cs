using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether the image of the message's container runs on nodes of another architecture than the one it fails on; where the platforms of the image are known, whether the node's is among them.</summary>
internal sealed class ArchitectureCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "architecture";

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        var scope = new CheckScope(question);
        if (scope.Pod is not { } pod || CheckScope.All(question.Evidence, "Node") is not { } nodes || Of(nodes, pod) is not { } here)
        {
            return CheckAnswer.NotEvaluated("the architecture of its node was not seen");
        }

        var image = pod.Items("spec", "initContainers").Concat(pod.Items("spec", "containers")).Where(container => question.Symptom.Container is null || container.Text("name") == question.Symptom.Container).Select(container => container.Text("image")).FirstOrDefault();
        if (image is null)
        {
            return CheckAnswer.NotEvaluated("its image was not seen");
        }

        if (question.Evidence.Platforms.TryGetValue(image, out var platforms))
        {
            return CheckAnswer.Of(platforms.All(platform => platform.Architecture != here), $"{image} is built for {string.Join(", ", platforms)}, and node {pod.Text("spec", "nodeName")} is {here}");
        }

        var elsewhere = (CheckScope.All(question.Evidence, "Pod") ?? []).FirstOrDefault(other => PodsReadyCheck.IsReady(other) && other.Items("spec", "containers").Any(container => container.Text("image") == image));
        var there = elsewhere is null ? null : Of(nodes, elsewhere);
        return there is null ? CheckAnswer.NotEvaluated($"node {pod.Text("spec", "nodeName")} is {here}; what {image} is built for was not looked at")
            : CheckAnswer.Of(there != here, $"{image} runs on {there} (pod {elsewhere!.Name()}), and node {pod.Text("spec", "nodeName")} is {here}");
    }

    private static string? Of(IReadOnlyList<JsonObject> nodes, JsonObject pod) =>
        nodes.FirstOrDefault(node => node.Name() == pod.Text("spec", "nodeName")) is { } node ? node.Text("status", "nodeInfo", "architecture") ?? node.Labels().GetValueOrDefault("kubernetes.io/arch") : null;
}
