using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Verification;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Faults;

/// <summary>Webhooks behind which nobody answers: with failurePolicy Fail the API server then refuses every object it asks them about.</summary>
internal static class WebhookFaults
{
    public static IEnumerable<Fault> Of(Surroundings seen) =>
        from kind in new[] { ResourceKind.MutatingWebhook, ResourceKind.ValidatingWebhook }
        from item in seen.Evidence.Of(kind) ?? []
        from target in item.Items("webhooks").Where(hook => hook.Child("clientConfig", "service") is not null).GroupBy(hook => ServiceLook.Parse(hook.Child("clientConfig", "service")!))
        let fault = Of(seen, kind, item, target.Key, [.. target])
        where fault is not null
        select fault;

    private static Fault? Of(Surroundings seen, ResourceKind kind, JsonObject item, ServiceLook.Target target, IReadOnlyList<JsonObject> hooks)
    {
        // Of a namespace that was not looked at nothing is known.
        if (seen.Evidence.Of(ResourceKind.Service) is not { } services || !WasLookedAt(seen.Evidence, target.Namespace))
        {
            return null;
        }

        var service = services.FirstOrDefault(one => one.Namespace() == target.Namespace && one.Name() == target.Name);
        var (why, due) = service is null ? ($"there is no {ResourceKind.Service.Describe(target.Namespace, target.Name)}", (IReadOnlyList<string>)[])
            : service.Items("spec", "ports").All(port => port.Number("port") != target.Port) ? ($"{ResourceKind.Service.Describe(target.Namespace, target.Name)} has no port {target.Port}", [])
            : seen.ReadyBehind(target.Namespace, target.Name) == 0 ? ($"{ResourceKind.Service.Describe(target.Namespace, target.Name)} has no ready endpoint: {ServiceFaults.Why(seen, service).Why}", ServiceFaults.Why(seen, service).DueTo)
            : (null, []);
        if (why is null)
        {
            return null;
        }

        var closed = hooks.Any(hook => (hook.Text("failurePolicy") ?? "Fail") == "Fail");
        var finding = VerificationFindings.WebhookDangling.On(kind.Describe(null, item.Name()), $"{why}; failurePolicy {(closed ? "Fail" : "Ignore")}");
        return new(closed ? finding : finding with { Severity = Severity.Warning }, Layer.Admission, target.ToString())
        {
            Object = finding.Subject,
            About = [ObjectKey.Of(kind, item), .. hooks.Select(hook => ObjectKey.Hook(hook.Text("name") ?? "")), .. service is null ? Array.Empty<string>() : [ObjectKey.Of(ResourceKind.Service, service)]],
            DueTo = due,
            Proof = [.. closed ? Refused(seen, hooks).Take(3) : []],
        };
    }

    private static bool WasLookedAt(EvidenceSet evidence, string ns) => evidence.AsksFor(ns) || (evidence.Of(ResourceKind.Service) ?? []).Any(service => service.Namespace() == ns)
        // One that is left behind may lead to a namespace that is gone as a whole.
        || (evidence.Of(ResourceKind.Namespace) is { Count: > 0 } namespaces && namespaces.All(one => one.Name() != ns));

    private static IEnumerable<string> Refused(Surroundings seen, IReadOnlyList<JsonObject> hooks) =>
        from heard in seen.Evidence.Of(ResourceKind.Event) ?? []
        let message = heard.Text("message") ?? ""
        where hooks.Any(hook => hook.Text("name") is { Length: > 0 } name && message.Contains($"failed calling webhook \"{name}\"", StringComparison.Ordinal))
        select $"{heard.Text("reason")}: {Printable.OneLine(message)}";
}
