using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.LoadBalancers;

// What a Service of type LoadBalancer says about itself.
internal static class ServiceFacts
{
    public const string Aws = "service.beta.kubernetes.io/aws-load-balancer-";

    // MetalLB moved its annotations from the one prefix to the other in 0.14; it still reads both.
    private static readonly string[] MetalLb = ["metallb.io/", "metallb.universe.tf/"];

    public static bool IsLoadBalancer(this JsonObject service) => service.Text("spec", "type") == "LoadBalancer";

    public static bool IsLocal(this JsonObject service) => service.Text("spec", "externalTrafficPolicy") == "Local";

    public static IReadOnlyList<string> Addresses(this JsonObject service) =>
        [.. service.Items("status", "loadBalancer", "ingress").Select(one => one.Text("ip") ?? one.Text("hostname") ?? "").Where(one => one.Length > 0).Order(StringComparer.Ordinal)];

    public static string? AwsSetting(this JsonObject service, string name) => service.Text("metadata", "annotations", Aws + name);

    public static string? MetalLbSetting(this JsonObject service, string name) => MetalLb.Select(prefix => service.Text("metadata", "annotations", prefix + name)).FirstOrDefault(text => text is not null);

    public static bool IsOnAws(this JsonObject service) =>
        service.Annotations().Keys.Any(key => key.StartsWith(Aws, StringComparison.Ordinal))
        || service.Text("spec", "loadBalancerClass") is "service.k8s.aws/nlb" or "eks.amazonaws.com/nlb"
        || service.Addresses().Any(address => address.EndsWith(".amazonaws.com", StringComparison.Ordinal) || address.EndsWith(".amazonaws.com.cn", StringComparison.Ordinal));

    // Who will write the Service again, and so take it back; null when nobody is known.
    public static string? Owner(this JsonObject service) => Printable.OneLine(service switch
    {
        _ when service.Text("metadata", "annotations", "meta.helm.sh/release-name") is { } release => $"helm release {release} in {service.Text("metadata", "annotations", "meta.helm.sh/release-namespace")}",
        _ when service.Text("metadata", "annotations", "argocd.argoproj.io/tracking-id") is { } tracking => $"Argo CD application {tracking.Split(':')[0]}",
        _ when service.Text("metadata", "labels", "argocd.argoproj.io/instance") is { } instance => $"Argo CD application {instance}",
        _ when service.Text("metadata", "labels", "kustomize.toolkit.fluxcd.io/name") is { } flux => $"Flux kustomization {flux}",
        _ when service.Items("metadata", "ownerReferences").FirstOrDefault() is { } owner => $"{owner.Text("kind")?.ToLowerInvariant()}/{owner.Text("name")}",
        _ => "",
    }) is { Length: > 0 } text ? text : null;

    // What has to stay while the Service leads elsewhere: all of the spec, with the addresses it was given.
    public static string? Differs(JsonObject before, JsonObject after)
    {
        var (old, now) = (before.Child("spec") ?? [], after.Child("spec") ?? []);
        var changed = old.Select(one => one.Key).Union(now.Select(one => one.Key)).Where(key => !JsonNode.DeepEquals(old[key], now[key])).Order(StringComparer.Ordinal).ToList();
        return changed.Count == 0 ? null : string.Join(", ", changed.Select(key => $"spec.{key} is {Printable.OneLine(Short(now[key]))}"));
    }

    public static string Short(JsonNode? node) => node is null ? "not there" : Bounded(node.ToJsonString());

    public static string Bounded(string text) => text.Length > 200 ? text[..200] + "…" : text;
}
