using System.Globalization;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether a container of the message's pod has ended in a way: with a reason, such as OOMKilled, or with an exit code.</summary>
internal sealed class ContainerEndedCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "container-ended";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parameters => ["reason?", "exitCode?", "container?"];

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        if (new CheckScope(question).Pod is not { } pod)
        {
            return CheckAnswer.NotEvaluated("its pod was not seen");
        }

        var name = question.Arguments.One("container") ?? question.Symptom.Container;
        var ends = pod.Items("status", "initContainerStatuses").Concat(pod.Items("status", "containerStatuses"))
            .Where(status => name is null || status.Text("name") == name)
            .SelectMany(status => new[] { status.Child("state", "terminated"), status.Child("lastState", "terminated") }.Where(end => end is not null).Select(end => (Name: status.Text("name"), Reason: end.Text("reason"), Code: end.Number("exitCode"))))
            .ToList();
        if (ends.Count == 0)
        {
            return CheckAnswer.NotEvaluated($"no end of {name ?? "a container"} of pod {pod.Name()} was seen");
        }

        var hit = ends.FirstOrDefault(end => (!question.Arguments.Has("reason", out var reason) || end.Reason == reason) && (!question.Arguments.Has("exitCode", out var code) || end.Code?.ToString(CultureInfo.InvariantCulture) == code));
        var told = hit.Name is null ? ends[0] : hit;
        return CheckAnswer.Of(hit.Name is not null, $"container {told.Name} of pod {pod.Name()} ended with {told.Code} ({told.Reason})");
    }
}
