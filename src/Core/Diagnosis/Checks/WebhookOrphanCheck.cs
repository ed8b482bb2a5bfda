using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether the webhook that the message names, or any where it names none, asks a Service that is not there.</summary>
internal sealed class WebhookOrphanCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "webhook-orphan";

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        var (services, hook) = (CheckScope.All(question.Evidence, "Service"), question.Match.Groups["hook"] is { Success: true, Value: var named } ? named : null);
        if (services is null || CheckScope.Webhooks(question.Evidence) is not { } configurations)
        {
            return CheckAnswer.NotEvaluated("webhook configurations were not looked at");
        }

        foreach (var configuration in configurations)
        {
            foreach (var webhook in configuration.Items("webhooks").Where(webhook => hook is null || webhook.Text("name") == hook))
            {
                var (ns, name) = (webhook.Text("clientConfig", "service", "namespace"), webhook.Text("clientConfig", "service", "name"));
                if (name is not null && !services.Any(service => service.Name() == name && service.Namespace() == ns))
                {
                    return CheckAnswer.Confirmed($"webhook {webhook.Text("name")} of {configuration.Name()} asks the Service {name} in {ns}, which is not there");
                }
            }
        }

        return CheckAnswer.RuledOut("the Services that the webhooks ask are there");
    }
}
