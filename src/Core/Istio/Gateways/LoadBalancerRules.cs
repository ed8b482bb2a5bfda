using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Gateways;

/// <summary>What is wrong with the AWS annotations of a Service, alone and against the Service that is there.</summary>
internal static class LoadBalancerRules
{
    private const int LongestName = 32;

    // What a load balancer is made with.
    private static readonly string[] Fixed = ["type", "name", "nlb-target-type", "scheme", "internal", "ip-address-type"];

    private static readonly Dictionary<string, string[]> Words = new()
    {
        ["nlb-target-type"] = ["ip", "instance"], ["ip-address-type"] = ["ipv4", "dualstack"], ["type"] = ["external", "nlb-ip", "nlb"],
    };

    /// <summary>Contradictions and refused values.</summary>
    /// <param name="service">The Service as rendered.</param>
    /// <param name="subject">What it is called.</param>
    /// <param name="wanted">The scheme that mesh.yaml asks for; null for none.</param>
    public static IEnumerable<Finding> Examine(JsonObject service, string subject, string? wanted)
    {
        var said = service.Annotations();
        string? Of(string name) => said.GetValueOrDefault(ServiceAnnotations.Prefix + name);
        if (service.Text("spec", "type") is { } kind && kind != "LoadBalancer")
        {
            yield break;
        }

        var (scheme, inner, type, target) = (Of("scheme"), Of("internal"), Of("type"), Of("nlb-target-type"));
        var loadBalancer = service.Text("spec", "loadBalancerClass");
        var isInternal = scheme is null ? inner is "true" or "0.0.0.0/0" : scheme == "internal";
        if (scheme is not (null or "internal" or "internet-facing"))
        {
            yield return LoadBalancerAnnotationFindings.Scheme.On(subject, Printable.OneLine($"the scheme is '{scheme}', and internal or internet-facing are known"));
        }
        else if (scheme is not null && inner is not null && (inner is "true" or "0.0.0.0/0") != (scheme == "internal"))
        {
            yield return LoadBalancerAnnotationFindings.Scheme.On(subject, Printable.OneLine($"{ServiceAnnotations.Scheme} is {scheme} and {ServiceAnnotations.Internal} is {inner}"));
        }
        else if (wanted is not null && scheme is not null && scheme != wanted)
        {
            yield return LoadBalancerAnnotationFindings.Scheme.On(subject, Printable.OneLine($"mesh.yaml asks for {wanted} and {ServiceAnnotations.Scheme} is {scheme}"));
        }

        if (type == "external" && target is null && loadBalancer is null)
        {
            yield return LoadBalancerAnnotationFindings.Nobody.On(subject, $"{ServiceAnnotations.Type} is external, and there is neither {ServiceAnnotations.TargetType} nor a loadBalancerClass");
        }

        if (loadBalancer is not null && type is not null && (type == "nlb" || !loadBalancer.StartsWith("service.k8s.aws/", StringComparison.Ordinal)))
        {
            yield return LoadBalancerAnnotationFindings.TwoControllers.On(subject, Printable.OneLine($"loadBalancerClass is {loadBalancer} and {ServiceAnnotations.Type} is {type}"));
        }

        if (type == "nlb" && loadBalancer is null && scheme == "internal" && inner is null)
        {
            yield return LoadBalancerAnnotationFindings.Ignored.On(subject, $"{ServiceAnnotations.Type} is nlb, {ServiceAnnotations.Scheme} is internal, and {ServiceAnnotations.Internal} is not there");
        }

        foreach (var (name, forInternal) in new[] { ("eip-allocations", false), ("private-ipv4-addresses", true) })
        {
            if (Of(name) is not { } addresses)
            {
                continue;
            }

            if (isInternal != forInternal && (scheme ?? inner) is not null)
            {
                yield return LoadBalancerAnnotationFindings.NotWithScheme.On(subject, $"{ServiceAnnotations.Prefix}{name} is there and the load balancer is {(isInternal ? "internal" : "internet-facing")}");
            }
            else if (Of("subnets") is { } subnets && Count(subnets) != Count(addresses))
            {
                yield return LoadBalancerAnnotationFindings.NotWithScheme.On(subject, $"{ServiceAnnotations.Prefix}{name} has {Count(addresses)} and {ServiceAnnotations.Prefix}subnets {Count(subnets)} entries");
            }
        }

        foreach (var (name, known) in Words)
        {
            if (Of(name) is { } value && !known.Contains(value))
            {
                yield return LoadBalancerAnnotationFindings.Value.On(subject, Printable.OneLine($"{ServiceAnnotations.Prefix}{name} is '{value}'; it takes {string.Join(", ", known)}"));
            }
        }

        if (Of("name") is { } title && (title.Length > LongestName || title.StartsWith("internal-", StringComparison.Ordinal)))
        {
            yield return LoadBalancerAnnotationFindings.Value.On(subject, Printable.OneLine($"{ServiceAnnotations.Prefix}name is '{title}'; it takes up to {LongestName} characters and no internal- at its beginning"));
        }

        if (Of("proxy-protocol") is not null)
        {
            yield return LoadBalancerAnnotationFindings.ProxyProtocol.On(subject, $"{ServiceAnnotations.Prefix}proxy-protocol is there");
        }
    }

    /// <summary>What would change on a load balancer that is there and cannot.</summary>
    /// <param name="live">The Service in the cluster.</param>
    /// <param name="before">The Service as the release has it installed; null where it has not.</param>
    /// <param name="after">The Service as rendered.</param>
    /// <param name="subject">What it is called.</param>
    public static IEnumerable<Finding> Compare(JsonObject live, JsonObject? before, JsonObject after, string subject)
    {
        if (live.Text("spec", "type") != "LoadBalancer")
        {
            yield break;
        }

        if ((after.Text("spec", "type") ?? "ClusterIP") is var kind && kind != "LoadBalancer")
        {
            yield return Changed("spec.type", "LoadBalancer", kind);
            yield break;
        }

        if (Change(live.Text("spec", "loadBalancerClass"), before.Text("spec", "loadBalancerClass"), after.Text("spec", "loadBalancerClass")) is { } other)
        {
            yield return Changed("spec.loadBalancerClass", live.Text("spec", "loadBalancerClass"), other.To);
        }

        foreach (var name in Fixed.Select(name => ServiceAnnotations.Prefix + name))
        {
            var now = live.Annotations().GetValueOrDefault(name);
            if (Change(now, before?.Annotations().GetValueOrDefault(name), after.Annotations().GetValueOrDefault(name)) is { } change && !MeansTheSame(name, now, change.To))
            {
                yield return Changed(name, now, change.To);
            }
        }

        Finding Changed(string what, string? from, string? to) => LoadBalancerAnnotationFindings.Immutable.On(subject, Printable.OneLine($"{what} is {from ?? "not there"} and would be {to ?? "not there"}"));
    }

    // As helm patches: what the release does not say and never said stays as whoever set it left it.
    private static (string? To, bool Gone)? Change(string? live, string? before, string? after) =>
        after is not null ? after == live ? null : (after, false)
        : before is not null && live is not null ? (null, true) : null;

    // internal: "false" is what no annotation says too, and so is the scheme that is the same said twice.
    private static bool MeansTheSame(string name, string? from, string? to) =>
        name == ServiceAnnotations.Internal && from is null or "false" && to is null or "false";

    private static int Count(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Length;
}
