using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether the message's pod, or its service account, names no Secret to pull images with (<c>is: none</c>), one that is not there (<c>is: missing</c>), or one that is (<c>is: present</c>).</summary>
internal sealed class PullSecretCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "pull-secret";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parameters => ["is"];

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        var scope = new CheckScope(question);
        if (scope.Pod is not { } pod)
        {
            return CheckAnswer.NotEvaluated("its pod was not seen");
        }

        // The server copies those of the service account into the pod when it is made.
        var names = pod.Items("spec", "imagePullSecrets").Select(item => item.Text("name")).OfType<string>().ToList();
        if (question.Arguments.One("is") == "none" || names.Count == 0)
        {
            return CheckAnswer.Of(question.Arguments.One("is") == "none" && names.Count == 0, names.Count == 0 ? $"pod {pod.Name()} names no imagePullSecrets" : $"pod {pod.Name()} names the imagePullSecrets {string.Join(", ", names)}");
        }

        if (CheckScope.All(question.Evidence, "Secret") is not { } secrets)
        {
            return CheckAnswer.NotEvaluated("Secret objects were not looked at");
        }

        var missing = names.Where(name => !secrets.Any(secret => secret.Name() == name && secret.Namespace() == pod.Namespace())).ToList();
        return CheckAnswer.Of(missing.Count > 0 == (question.Arguments.One("is") == "missing"),
            missing.Count > 0 ? $"the imagePullSecret {missing[0]} is not there in {pod.Namespace()}" : $"the imagePullSecrets {string.Join(", ", names)} are there");
    }
}
