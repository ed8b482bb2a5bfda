using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Revisions;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Injection;

/// <summary>What labels, webhooks and the injector's policy make of a pod, and why, without asking the server.</summary>
/// <param name="Injects">Whether it gets a proxy; null where that cannot be said without the server.</param>
/// <param name="Why">The reason, in one line.</param>
internal sealed record InjectionDecision(bool? Injects, string Why)
{
    private const string DataPlaneMode = "istio.io/dataplane-mode";

    /// <summary>The webhook that decides; null where none selects the pod.</summary>
    public InjectorHook? Hook { get; init; }

    /// <summary>True where namespace or pod ask for a proxy, and neither refuses one.</summary>
    public bool IsWanted { get; init; }

    /// <summary>What is wrong with it.</summary>
    public IReadOnlyList<(FindingKind Kind, string Seen)> Troubles { get; init; } = [];

    /// <summary>Decides about a pod, or about the template of some.</summary>
    /// <param name="injectors">The injectors there are.</param>
    /// <param name="space">The namespace.</param>
    /// <param name="pod">metadata and spec.</param>
    public static InjectionDecision Of(MeshInjectors injectors, JsonObject space, JsonObject pod)
    {
        var (ns, labels) = (InjectionLabels.Of(space), pod.Child("metadata", "labels"));
        var wish = Images.Proxies.Injection.Wish(pod.Child("metadata"));
        var isWanted = wish is not "false" && ns.Injection is null or "enabled" && (ns.Injection is "enabled" || ns.Revision is not null || wish is "true" || labels.Text(MeshLabels.Revision) is not null);
        var hooks = injectors.Hooks.Where(hook => hook.Selects(space.Child("metadata", "labels"), labels)).ToList();
        return hooks.Count == 0
            ? Unselected(injectors, space.Name(), ns, space.Labels().GetValueOrDefault(DataPlaneMode), pod, wish) with { IsWanted = isWanted }
            : Selected(injectors, space.Name(), hooks, pod) with { IsWanted = isWanted };
    }

    private static InjectionDecision Selected(MeshInjectors injectors, string ns, List<InjectorHook> hooks, JsonObject pod)
    {
        var hook = hooks[0];
        var troubles = new List<(FindingKind, string)>();
        if (hooks.Count > 1)
        {
            troubles.Add((InjectionFindings.Several, $"{string.Join(" and ", hooks.Select(one => $"{one} (revision {one.Revision})"))} select its pods"));
        }

        if (hook.IsConditional)
        {
            return new(null, $"{hook} selects its pods, and decides by conditions that only the server evaluates") { Hook = hook, Troubles = troubles };
        }

        if (injectors.FaultOf(hook) is { } fault)
        {
            var outcome = hook.IsPassedOver ? "failurePolicy Ignore: pods are born without a proxy" : "failurePolicy Fail: new pods are refused";
            return new(false, $"{hook} selects its pods and {fault}; {outcome}") { Hook = hook, Troubles = [.. troubles, (InjectionFindings.Unreached, $"{hook} {fault}; {outcome}")] };
        }

        if (injectors.PolicyOf(hook.Revision)?.Refuses(ns, pod) is { } refusal)
        {
            return new(false, refusal.Why) { Hook = hook, Troubles = refusal.IsPolicy ? [.. troubles, (InjectionFindings.Policy, refusal.Why)] : troubles };
        }

        return new(true, $"{hook}, revision {hook.Revision}{(hook.Tag is { } tag ? $" by tag {tag}" : "")}") { Hook = hook, Troubles = troubles };
    }

    private static InjectionDecision Unselected(MeshInjectors injectors, string ns, InjectionLabels labels, string? mode, JsonObject pod, string? wish)
    {
        var there = injectors.Hooks.Count == 0 ? "there is no injector in the cluster" : $"there are webhooks for {injectors.Names}";
        var own = pod.Text("metadata", "labels", MeshLabels.Revision);
        var label = pod.Text("metadata", "labels", MeshLabels.Inject);
        if (Images.Proxies.Injection.IsLeftAlone(ns))
        {
            return new(false, $"namespace {ns} is one that injectors leave alone");
        }

        if (wish is not null and not "true" and not "")
        {
            return new(false, $"its pods say {MeshLabels.Inject}={Printable.OneLine(wish)}");
        }

        if (labels.Injection is not (null or "enabled"))
        {
            var refuses = $"namespace {ns} says {MeshLabels.Injection}={Printable.OneLine(labels.Injection)}";
            return new(false, refuses) { Troubles = label == "true" ? [(InjectionFindings.Unserved, $"its pods say {MeshLabels.Inject}=true, and {refuses}, which wins")] : [] };
        }

        var asked = labels.Injection is "enabled" ? $"{MeshLabels.Injection}=enabled of namespace {ns} means the default revision"
            : labels.Revision is { } revision ? $"namespace {ns} asks for revision {Printable.OneLine(revision)}"
            : own is not null ? $"its pods ask for revision {Printable.OneLine(own)}"
            : label == "true" ? $"its pods say {MeshLabels.Inject}=true, which means the default revision"
            : null;
        if (asked is not null)
        {
            return new(false, $"{asked}, and no webhook selects them; {there}") { Troubles = [(InjectionFindings.Unserved, $"{asked}, and no webhook selects its pods; {there}")] };
        }

        return wish == "true"
            ? new(false, $"only an annotation of its pods says {MeshLabels.Inject}=true, and webhooks select by labels") { Troubles = [(InjectionFindings.AnnotationAlone, $"the annotation {MeshLabels.Inject}=true stands on its pods, neither label asks for a proxy")] }
            : new(false, mode == "ambient" ? $"namespace {ns} is in the ambient mesh, without sidecars" : $"neither namespace {ns} nor its pods ask for a proxy");
    }
}
