using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether a log elsewhere says so: of the pods that a selector takes, else of the message's own pod. That it is not in the last lines proves nothing.</summary>
internal sealed class LogTextCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "log-text";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parameters => ["matches", "selector?"];

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        var logs = question.Evidence.Logs.AsEnumerable();
        if (question.Arguments.Has("selector", out var labels))
        {
            var pods = (CheckScope.All(question.Evidence, "Pod") ?? []).Where(pod => CheckScope.Selects(labels, pod)).Select(pod => (pod.Namespace(), pod.Name())).ToHashSet();
            logs = logs.Where(log => pods.Contains((log.Namespace, log.Pod)));
        }
        else if (question.Symptom.Pod is not null)
        {
            logs = logs.Where(log => log.Pod == question.Symptom.Pod && log.Namespace == question.Symptom.Namespace);
        }

        var (looked, pattern) = (0, question.Arguments.One("matches") ?? "");
        foreach (var log in logs)
        {
            foreach (var line in log.Lines)
            {
                looked++;
                if (Patterns.Find(pattern, line) is not null)
                {
                    return CheckAnswer.Confirmed($"{log.Container} of pod {log.Pod} in {log.Namespace}: {Patterns.Shorten(line)}");
                }
            }
        }

        return CheckAnswer.NotEvaluated(looked == 0 ? "there are no logs of it" : $"the last {looked} lines of its logs do not say so");
    }
}
