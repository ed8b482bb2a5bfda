using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Symptoms;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether the image of the message's container runs on nodes of another architecture than the one it fails on; where the platforms of the image are known, whether the node's is among them.</summary>
internal sealed class ArchitectureCheck : ICauseCheck
{
    /// <summary>What signatures call it.</summary>
    public const string Called = "architecture";

    /// <inheritdoc/>
    public string Name => Called;

    /// <summary>The image that a message is about, as its pod writes it; null where it was not seen.</summary>
    public static string? ImageOf(JsonObject pod, Symptom symptom) => pod.Items("spec", "initContainers").Concat(pod.Items("spec", "containers"))
        .Where(container => symptom.Container is null || container.Text("name") == symptom.Container).Select(container => container.Text("image")).FirstOrDefault();

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        var scope = new CheckScope(question);
        if (scope.Pod is not { } pod || CheckScope.All(question.Evidence, "Node") is not { } nodes || Of(nodes, pod) is not { } here)
        {
            return CheckAnswer.NotEvaluated("the architecture of its node was not seen");
        }

        if (ImageOf(pod, question.Symptom) is not { } image)
        {
            return CheckAnswer.NotEvaluated("its image was not seen");
        }

        if (question.Evidence.Platforms.TryGetValue(image, out var platforms))
        {
            return CheckAnswer.Of(!platforms.Any(platform => platform.Satisfies(here)), $"{image} is built for {string.Join(", ", platforms)}, and node {pod.Text("spec", "nodeName")} is {here}");
        }

        var elsewhere = (CheckScope.All(question.Evidence, "Pod") ?? []).FirstOrDefault(other => PodsReadyCheck.IsReady(other) && other.Items("spec", "containers").Any(container => container.Text("image") == image));
        var there = elsewhere is null ? null : Of(nodes, elsewhere);
        return there is null ? CheckAnswer.NotEvaluated($"node {pod.Text("spec", "nodeName")} is {here}; what {image} is built for was not looked at")
            : CheckAnswer.Of(there != here, $"{image} runs on {there} (pod {elsewhere!.Name()}), and node {pod.Text("spec", "nodeName")} is {here}");
    }

    private static Platform? Of(IReadOnlyList<JsonObject> nodes, JsonObject pod) =>
        nodes.FirstOrDefault(node => node.Name() == pod.Text("spec", "nodeName")) is { } node && (node.Text("status", "nodeInfo", "architecture") ?? node.Labels().GetValueOrDefault("kubernetes.io/arch")) is { Length: > 0 } architecture
            ? Platform.Of(node.Text("status", "nodeInfo", "operatingSystem") ?? node.Labels().GetValueOrDefault("kubernetes.io/os") ?? "linux", architecture) : null;
}
