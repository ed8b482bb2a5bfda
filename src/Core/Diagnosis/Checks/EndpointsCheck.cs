using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether a Service has ready endpoints (<c>is: ready</c>), none (<c>is: empty</c>), or is not even there (<c>is: absent</c>).</summary>
internal sealed class EndpointsCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "endpoints";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parameters => ["service", "is", "namespace?"];

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        var scope = new CheckScope(question);
        var (name, ns, services) = (scope.Argument("service"), question.Arguments.One("namespace") == "*" ? null : scope.Argument("namespace") ?? question.Symptom.Namespace, CheckScope.All(question.Evidence, "Service"));
        if (name is null || services is null)
        {
            return CheckAnswer.NotEvaluated(name is null ? "it is not known which Service is meant" : "Service objects were not looked at");
        }

        var found = services.FirstOrDefault(item => item.Name() == name && (ns is null || item.Namespace() == ns));
        if (found is null || question.Arguments.One("is") == "absent")
        {
            return CheckAnswer.Of(found is null && question.Arguments.One("is") == "absent", found is null ? $"there is no Service {name}{(ns is null ? "" : $" in {ns}")}" : $"there is a Service {name} in {found.Namespace()}");
        }

        if (Ready(question, found.Namespace(), name) is not { } ready)
        {
            return CheckAnswer.NotEvaluated("endpoints were not looked at");
        }

        return CheckAnswer.Of(ready > 0 == (question.Arguments.One("is") == "ready"), $"Service {name} in {found.Namespace()} has {(ready == 0 ? "no" : ready)} ready endpoint{(ready == 1 ? "" : "s")}");
    }

    private static int? Ready(CheckQuestion question, string? ns, string name) =>
        CheckScope.All(question.Evidence, "EndpointSlice") is { } slices
            ? slices.Where(slice => slice.Namespace() == ns && slice.Labels().GetValueOrDefault("kubernetes.io/service-name") == name).SelectMany(slice => slice.Items("endpoints")).Count(endpoint => endpoint.Flag("conditions", "ready") != false)
            : CheckScope.All(question.Evidence, "Endpoints")?.Where(item => item.Namespace() == ns && item.Name() == name).SelectMany(item => item.Items("subsets")).Sum(subset => subset.Items("addresses").Count());
}
