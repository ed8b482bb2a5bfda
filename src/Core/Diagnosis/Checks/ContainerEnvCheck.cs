using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether a variable of a pod's containers is as a cause has it: <c>matches</c> an expression, or <c>is: absent</c>. Without a selector the message's own pod.</summary>
internal sealed class ContainerEnvCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "container-env";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parameters => ["variable", "matches?", "is?", "selector?"];

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

        var variable = question.Arguments.One("variable");
        var values = pods.SelectMany(Containers).SelectMany(container => container.Items("env")).Where(env => env.Text("name") == variable).Select(env => env.Text("value")).ToList();
        if (question.Arguments.One("is") == "absent" || values.Count == 0)
        {
            return CheckAnswer.Of(question.Arguments.One("is") == "absent" && values.Count == 0, values.Count == 0 ? $"{variable} is not set on pod {pods[0].Name()}" : $"{variable} is {values[0]} on pod {pods[0].Name()}");
        }

        if (scope.Argument("matches") is not { } pattern || values.All(value => value is null))
        {
            return CheckAnswer.NotEvaluated($"the value of {variable} was not seen");
        }

        var hit = values.OfType<string>().FirstOrDefault(value => Patterns.Find(pattern, value) is not null);
        return CheckAnswer.Of(hit is not null, $"{variable} is {Patterns.Shorten(hit ?? values.OfType<string>().First())} on pod {pods[0].Name()}");
    }

    private static IEnumerable<JsonObject> Containers(JsonObject pod) => pod.Items("spec", "initContainers").Concat(pod.Items("spec", "containers"));
}
