using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Faults;

/// <summary>Services that nobody answers.</summary>
internal static class ServiceFaults
{
    /// <summary>The faults.</summary>
    /// <param name="seen">What was seen.</param>
    /// <param name="told">The Services of which something else tells already that nobody answers.</param>
    public static IEnumerable<Fault> Of(Surroundings seen, IReadOnlySet<string> told) =>
        from service in seen.Evidence.Of(ResourceKind.Service) ?? []
        // Without a selector somebody else keeps the endpoints; a name of elsewhere has none.
        where service.Text("spec", "type") != "ExternalName" && service.Texts("spec", "selector").Count > 0 && !service.IsTerminating()
        where seen.Evidence.AsksFor(service.Namespace()) && seen.ReadyBehind(service.Namespace(), service.Name()) == 0
        where !told.Contains(ObjectKey.Of(ResourceKind.Service, service))
        select Of(seen, service);

    /// <summary>Why nobody ready is behind a Service, in a few words, and what that is due to.</summary>
    public static (string Why, IReadOnlyList<string> DueTo) Why(Surroundings seen, JsonObject service)
    {
        var selector = Printable.OneLine(string.Join(',', service.Texts("spec", "selector").Select(label => $"{label.Key}={label.Value}")));
        var pods = seen.Behind(service).ToList();
        var makers = Makers(seen, service).ToList();
        IReadOnlyList<string> due = [.. pods.Select(pod => ObjectKey.Of(ResourceKind.Pod, pod)), .. makers.Select(maker => ObjectKey.Of(maker.Kind, maker.Item))];
        return pods.Count > 0 ? ($"none of the {pods.Count} pod{(pods.Count == 1 ? "" : "s")} that {selector} selects is ready", due)
            : makers.Count == 0 ? ($"its selector {selector} matches no pod and no workload{Near(seen, service)}", due)
            : ($"there is no pod of {makers[0].Kind.Describe(service.Namespace(), makers[0].Item.Name())}, which {selector} selects{(IsScaledDown(makers[0].Item) ? ": it is scaled to 0" : "")}", due);
    }

    private static Fault Of(Surroundings seen, JsonObject service)
    {
        var (why, due) = Why(seen, service);
        var finding = StateFindings.ServiceWithoutEndpoints.On(ResourceKind.Service.Describe(service.Namespace(), service.Name()), why);
        // Somebody has chosen that nobody should be there.
        var chosen = !seen.Behind(service).Any() && Makers(seen, service).ToList() is { Count: > 0 } makers && makers.TrueForAll(maker => IsScaledDown(maker.Item)) && !seen.IsIstiod(service);
        return new(chosen ? finding with { Severity = Severity.Warning } : finding, seen.IsIstiod(service) ? Layer.ControlPlane : Layer.Service, finding.Subject)
        {
            Object = finding.Subject, About = seen.KeysOf(ResourceKind.Service, service), DueTo = due, Proof = [.. seen.Warnings(ResourceKind.Service, service).Take(2)],
        };
    }

    private static IEnumerable<(ResourceKind Kind, JsonObject Item)> Makers(Surroundings seen, JsonObject service) =>
        from kind in new[] { ResourceKind.Deployment, ResourceKind.StatefulSet, ResourceKind.DaemonSet }
        from workload in seen.Evidence.Of(kind) ?? []
        where workload.Namespace() == service.Namespace() && Surroundings.Matches(workload.Texts("spec", "template", "metadata", "labels"), service.Texts("spec", "selector"))
        select (kind, workload);

    private static bool IsScaledDown(JsonObject workload) => workload.Number("spec", "replicas") == 0;

    // One label that differs is a slip, and saying which saves the search for it.
    private static string Near(Surroundings seen, JsonObject service)
    {
        var wanted = service.Texts("spec", "selector");
        foreach (var pod in seen.Pods.Where(pod => pod.Namespace() == service.Namespace()))
        {
            var labels = pod.Labels();
            if (wanted.Where(label => labels.GetValueOrDefault(label.Key) != label.Value).ToList() is [var other] && labels.TryGetValue(other.Key, out var instead))
            {
                return $"; pod {pod.Name()} has {Printable.OneLine($"{other.Key}={instead}")} instead";
            }
        }

        return "";
    }
}
