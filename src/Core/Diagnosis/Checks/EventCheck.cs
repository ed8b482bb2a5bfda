using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether an event says so: about the message's pod, else in its namespace. That there is none proves nothing, as events are kept for an hour.</summary>
internal sealed class EventCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "event";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parameters => ["matches"];

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        if (CheckScope.All(question.Evidence, "Event") is not { } all)
        {
            return CheckAnswer.NotEvaluated("events were not looked at");
        }

        var found = all
            .Where(item => (question.Symptom.Namespace is null || item.Namespace() == question.Symptom.Namespace) && (question.Symptom.Pod is null || item.Text("involvedObject", "name") == question.Symptom.Pod))
            .FirstOrDefault(item => Patterns.Find(question.Arguments.One("matches") ?? "", $"{item.Text("reason")}: {item.Text("message")}") is not null);
        return found is null ? CheckAnswer.NotEvaluated("no event says so") : CheckAnswer.Confirmed($"event {found.Text("reason")} of {found.Text("involvedObject", "name")}: {Patterns.Shorten(found.Text("message") ?? "")}");
    }
}
