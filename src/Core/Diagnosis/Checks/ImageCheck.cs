using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether an image of a pod is written in a way. Without a selector the message's own pod.</summary>
internal sealed class ImageCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "image";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parameters => ["matches", "selector?"];

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        var scope = question.Arguments.Has("selector", out _)
            ? new CheckScope(question with { Arguments = new(new Dictionary<string, IReadOnlyList<string>>(question.Arguments.Values) { ["kind"] = ["Pod"], ["namespace"] = ["*"] }) })
            : new CheckScope(question);
        if (scope.Objects(out var why) is not { Count: > 0 } pods)
        {
            return CheckAnswer.NotEvaluated(why.Length > 0 ? why : $"there is no {scope.Described}");
        }

        var images = pods.SelectMany(pod => pod.Items("spec", "initContainers").Concat(pod.Items("spec", "containers"))).Select(container => container.Text("image")).OfType<string>().Distinct().ToList();
        var hit = images.FirstOrDefault(image => Patterns.Find(question.Arguments.One("matches") ?? "", image) is not null);
        return CheckAnswer.Of(hit is not null, $"{scope.Described} has the image {hit ?? string.Join(", ", images.Take(3))}");
    }
}
