using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether of the pods that a selector takes none is ready (<c>is: none</c>; there being none counts) or some are (<c>is: some</c>).</summary>
internal sealed class PodsReadyCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "pods-ready";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parameters => ["selector", "is", "namespace?"];

    /// <summary>Whether a pod's containers serve.</summary>
    public static bool IsReady(JsonObject pod) => pod.Items("status", "conditions").Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True");

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        var scope = new CheckScope(question with { Arguments = new(new Dictionary<string, IReadOnlyList<string>>(question.Arguments.Values) { ["kind"] = ["Pod"], ["namespace"] = [question.Arguments.One("namespace") ?? "*"] }) });
        if (scope.Objects(out var why) is not { } pods)
        {
            return CheckAnswer.NotEvaluated(why);
        }

        var ready = pods.Count(IsReady);
        return CheckAnswer.Of(ready == 0 == (question.Arguments.One("is") == "none"), pods.Count == 0 ? $"there is no {scope.Described}" : $"{ready} of {pods.Count} {scope.Described} {(ready == 1 ? "is" : "are")} ready");
    }
}
