using System.Text;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether the webhook that the message names trusts no CA, or another one than istiod's.</summary>
internal sealed class WebhookBundleCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "webhook-bundle";

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        var (scope, hook) = (new CheckScope(question), question.Match.Groups["hook"].Value);
        var found = (CheckScope.Webhooks(question.Evidence) ?? [])
            .SelectMany(configuration => configuration.Items("webhooks").Select(webhook => (Configuration: configuration.Name(), Webhook: webhook))).Where(pair => pair.Webhook.Text("name") == hook).ToList();
        if (found.Count == 0)
        {
            return CheckAnswer.NotEvaluated($"the webhook {hook} was not seen");
        }

        if (found.FirstOrDefault(pair => pair.Webhook.Text("clientConfig", "caBundle") is null or "") is { Webhook: not null } empty)
        {
            return CheckAnswer.Confirmed($"webhook {hook} of {empty.Configuration} has no caBundle");
        }

        var home = scope.Fill("{controlPlane}");
        var root = CheckScope.All(question.Evidence, "ConfigMap")?.FirstOrDefault(item => item.Name() == "istio-ca-root-cert" && item.Namespace() == home).Text("data", "root-cert.pem");
        if (root is null)
        {
            return CheckAnswer.NotEvaluated($"ConfigMap istio-ca-root-cert in {home} was not seen");
        }

        var other = found.FirstOrDefault(pair => Decode(pair.Webhook.Text("clientConfig", "caBundle")!)?.Trim() != root.Trim());
        return other.Webhook is null ? CheckAnswer.RuledOut($"the caBundle of webhook {hook} is that of istio-ca-root-cert") : CheckAnswer.Confirmed($"the caBundle of webhook {hook} of {other.Configuration} is not that of istio-ca-root-cert");
    }

    private static string? Decode(string bundle)
    {
        var bytes = new byte[bundle.Length];
        return Convert.TryFromBase64String(bundle, bytes, out var count) ? Encoding.UTF8.GetString(bytes, 0, count) : null;
    }
}
