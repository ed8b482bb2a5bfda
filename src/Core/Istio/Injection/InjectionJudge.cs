using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Images.Proxies;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Injection;

/// <summary>Compares what labels say, what the server does and what pods have.</summary>
/// <param name="injectors">The injectors there are.</param>
internal sealed class InjectionJudge(MeshInjectors injectors)
{
    private const int MostPods = 3;
    private const int ProxyUser = 1337;

    /// <summary>Judges a workload.</summary>
    /// <param name="live">The workload and its pods.</param>
    /// <param name="space">Its namespace.</param>
    /// <param name="decision">What labels, webhooks and policy say.</param>
    /// <param name="proof">What the server makes of a new pod of it.</param>
    public JudgedWorkload Judge(LiveWorkload live, JsonObject space, InjectionDecision decision, ProofAnswer proof)
    {
        // The server's answer is the last word where there is one.
        var injects = proof.Pod?.HasProxy ?? decision.Injects;
        var (missed, other) = (Missed(live, space, decision, injects), Others(live, decision, proof, injects));
        var troubles = decision.Troubles.Select(trouble => (trouble.Kind, trouble.Seen, trouble.Kind.Severity))
            .Concat(ByServer(decision, proof)).Concat(OfTemplate(live, proof, injects)).Concat(missed).Concat(other).Concat(Last(live, decision, injects)).ToList();
        return new(live, decision, proof, troubles, proof.Refusal is null && live.Workload is not null && (missed.Count > 0 || other.Count > 0));
    }

    private static IEnumerable<(FindingKind, string, Severity)> ByServer(InjectionDecision decision, ProofAnswer proof)
    {
        if (proof.Refusal is { } refusal && !(decision.Hook is { } hook && refusal.Contains("failed calling webhook", StringComparison.Ordinal) && refusal.Contains(hook.Name, StringComparison.Ordinal) && decision.Troubles.Any(trouble => trouble.Kind == InjectionFindings.Unreached)))
        {
            yield return Of(InjectionFindings.Refused, refusal);
        }

        if (proof.Pod is { } pod && decision.Injects is { } says && says != pod.HasProxy)
        {
            yield return (InjectionFindings.Differs, says ? $"{decision.Why} should inject, and the server admits a new pod without a proxy" : $"{decision.Why}; and the server gives a new pod {pod.Image}", says ? Severity.Error : Severity.Warning);
        }
    }

    private static IEnumerable<(FindingKind, string, Severity)> OfTemplate(LiveWorkload live, ProofAnswer proof, bool? injects)
    {
        var (template, all) = (live.Template, live.Template.Items("spec", "containers").Concat(live.Template.Items("spec", "initContainers")).ToList());
        if ((AdmittedPod.Waits(template.Child("spec")) && injects == false) || proof.Pod?.IsWaiting == true || live.Pods.Any(pod => pod.Proxy.IsWaiting))
        {
            var waiting = live.Pods.Where(pod => pod.Proxy.IsWaiting).Select(pod => $"{pod}").ToList();
            yield return Of(InjectionFindings.ImageAuto, $"{string.Join(", ", all.Where(container => container.Text("image") == AdmittedPod.Auto).Select(container => $"container {Printable.OneLine(container.Text("name") ?? "")}").DefaultIfEmpty("a container"))} has image auto{(waiting.Count > 0 ? $", and so have {string.Join(", ", waiting.Take(MostPods))}" : "")}");
        }

        if (injects != false || live.Pods.Any(pod => pod.Proxy.HasProxy))
        {
            if (all.Where(container => container.Text("name") != Authority.Proxies.Container && UserOf(template, container) == ProxyUser).Select(container => Printable.OneLine(container.Text("name") ?? "")).ToList() is { Count: > 0 } same)
            {
                yield return Of(InjectionFindings.ProxyUser, $"{string.Join(", ", same)} runs as {ProxyUser}");
            }

            if (all.Find(container => container.Text("name") == Authority.Proxies.Container && !IsProxy(container)) is { } taken && injects == true)
            {
                yield return Of(InjectionFindings.ProxyName, $"its template has a container {Authority.Proxies.Container} of image {Printable.OneLine(taken.Text("image") ?? "")}");
            }
        }
    }

    private List<(FindingKind, string, Severity)> Missed(LiveWorkload live, JsonObject space, InjectionDecision decision, bool? injects)
    {
        // A pod whose own labels refuse is not missed; what its template says now it may not have said then.
        var without = injects != true ? [] : live.Pods.Where(pod => !pod.Proxy.HasProxy && !pod.Proxy.IsWaiting && Images.Proxies.Injection.Wish(pod.Body.Child("metadata")) is null or "true" or "").ToList();
        return without.Count == 0 ? [] : [Of(InjectionFindings.Missed, $"{without.Count} of {live.Pods.Count} pods: {Some(without, pod => PodBirth.Of(pod, space, decision.Hook, injectors))}{Restart(live)}")];
    }

    private List<(FindingKind, string, Severity)> Others(LiveWorkload live, InjectionDecision decision, ProofAnswer proof, bool? injects)
    {
        if (injects != true || HasOwnProxy(live.Template))
        {
            return [];
        }

        var (image, revision) = proof.Pod is { } made ? (made.Image, made.Revision) : (ImageOf(live, decision), decision.Hook?.Revision);
        var other = live.Pods.Where(pod => pod.Proxy.HasProxy && ((image is not null && pod.Proxy.Image != image) || (revision is not null && pod.Proxy.Revision is { } own && injectors.Tags.GetValueOrDefault(own, own) != revision))).ToList();
        return other.Count == 0 ? [] : [Of(InjectionFindings.OtherProxy, $"{other.Count} of {live.Pods.Count} pods: {Some(other, pod => $"{pod.Proxy.Image} of revision {pod.Proxy.Revision}")}; a new one gets {image ?? "the proxy"} of revision {revision ?? "not known"}{Restart(live)}")];
    }

    private static IEnumerable<(FindingKind, string, Severity)> Last(LiveWorkload live, InjectionDecision decision, bool? injects)
    {
        // Where one is asked for, what keeps it away has been said.
        var leaving = injects != false || decision.IsWanted || live.Workload is null || HasOwnProxy(live.Template) ? [] : live.Pods.Where(pod => pod.Proxy.HasProxy).ToList();
        if (leaving.Count > 0)
        {
            yield return Of(InjectionFindings.LastTime, $"{leaving.Count} of {live.Pods.Count} pods have a proxy, and a new one would have none");
        }
    }

    private string? ImageOf(LiveWorkload live, InjectionDecision decision) =>
        decision.Hook is { } hook && injectors.PolicyOf(hook.Revision)?.Values is { } values
            ? values.ImagesFor(new(live.Name, "", live.Namespace, live.Template.Child("metadata") ?? [], live.Template.Child("spec") ?? [], IsKnown: true)).Select(one => one.Image).FirstOrDefault() : null;

    // Where the template brings it along, as istioctl kube-inject writes it, injection has no part in it.
    private static bool HasOwnProxy(JsonObject template) => Authority.Proxies.HasProxy(template) && !AdmittedPod.Waits(template.Child("spec"));

    private static bool IsProxy(JsonObject container) =>
        container.Text("image") is AdmittedPod.Auto || (ImageReference.TryParse(container.Text("image"), out var image, out _) && image.Repository.Path.Split('/')[^1] == IstioUse.Proxy);

    private static long? UserOf(JsonObject template, JsonObject container) => container.Number("securityContext", "runAsUser") ?? template.Number("spec", "securityContext", "runAsUser");

    private static string Restart(LiveWorkload live) => live.Workload is { } workload ? $"; restarts: [{{ namespace: {workload.Namespace}, workload: {workload.ShortName} }}]" : "";

    private static string Some(List<LivePod> pods, Func<LivePod, string> seen) => string.Join("; ", pods.Take(MostPods).Select(pod => $"{pod}, {seen(pod)}")) + (pods.Count > MostPods ? $"; and {pods.Count - MostPods} more" : "");

    private static (FindingKind Kind, string Seen, Severity Severity) Of(FindingKind kind, string seen) => (kind, seen, kind.Severity);
}
