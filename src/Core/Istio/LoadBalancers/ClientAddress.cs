using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.LoadBalancers;

// Whether the pods see who calls. None of this changes with the selector; but the new pods may count on it where the old did not.
internal static class ClientAddress
{
    public static string Of(JsonObject service)
    {
        var policy = service.IsLocal()
            ? "externalTrafficPolicy Local keeps it on the way through the node"
            : "externalTrafficPolicy Cluster puts a node's address in its place";
        if (!service.IsOnAws())
        {
            return service.IsLocal() ? $"preserved as far as the load balancer does: {policy}" : $"not preserved: {policy}";
        }

        if (SpeaksProxyProtocol(service))
        {
            return "in the header of PROXY protocol";
        }

        var type = service.AwsSetting("type");
        var byController = type is "external" or "nlb-ip" || service.Text("spec", "loadBalancerClass") is not null;
        if (!byController && type != "nlb")
        {
            return "not preserved: a Classic Load Balancer opens connections of its own";
        }

        var attribute = Attributes(service).GetValueOrDefault("preserve_client_ip.enabled");
        return type == "nlb-ip" || service.AwsSetting("nlb-target-type") == "ip"
            ? attribute == "true" ? "preserved: target type ip with preserve_client_ip.enabled" : "not preserved: target type ip without preserve_client_ip.enabled=true"
            : attribute == "false" ? "not preserved: preserve_client_ip.enabled is false"
            : service.IsLocal() ? $"preserved: target type instance, and {policy}" : $"not preserved: the load balancer keeps it, and {policy}";
    }

    public static bool SpeaksProxyProtocol(JsonObject service) =>
        service.AwsSetting("proxy-protocol") is not null || Attributes(service).GetValueOrDefault("proxy_protocol_v2.enabled") == "true";

    // Pods as targets are registered one by one; nodes as targets stay.
    public static string? Targets(JsonObject service) => !service.IsOnAws() ? null
        : service.AwsSetting("type") == "nlb-ip" || service.AwsSetting("nlb-target-type") == "ip"
            ? $"addresses of pods: the new ones are registered and have to pass the health check{HealthCheck(service)} before they get traffic, which Kubernetes does not see; not evaluated here"
            : "nodes, which stay registered";

    private static string HealthCheck(JsonObject service) =>
        Printable.OneLine($"{(service.AwsSetting("healthcheck-protocol") is { } protocol ? $" {protocol}" : "")}{(service.AwsSetting("healthcheck-port") is { } port ? $" on port {port}" : "")}{service.AwsSetting("healthcheck-path")}");

    private static Dictionary<string, string> Attributes(JsonObject service)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in (service.AwsSetting("target-group-attributes") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = pair.Split('=', 2, StringSplitOptions.TrimEntries);
            attributes[parts[0]] = parts.ElementAtOrDefault(1) ?? "";
        }

        return attributes;
    }
}
