using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Gateways;

/// <summary>What is wrong with a gateway before anything of it is installed.</summary>
/// <param name="cluster">The cluster.</param>
internal sealed class GatewayExamination(ICluster cluster)
{
    /// <summary>Everything there is.</summary>
    public async Task<IReadOnlyList<Finding>> OfAsync(PlannedGateway gateway, CancellationToken cancellation)
    {
        var findings = new List<Finding>(Contradictions(gateway));
        foreach (var service in gateway.Services)
        {
            var (ns, name) = (service.Namespace() ?? gateway.Release.Namespace, service.Name());
            var subject = ResourceKind.Service.Describe(ns, name);
            findings.AddRange(LoadBalancerRules.Examine(service, subject, gateway.Options.Scheme));
            findings.AddRange(NotTaken(gateway, service, subject));
            if (await cluster.GetAsync(ResourceKind.Service, ns, name, cancellation) is { } live)
            {
                var installed = gateway.Plan.Differences.FirstOrDefault(difference => difference.Object.Kind == "Service" && difference.Object.Name == name)?.Before?.Body;
                findings.AddRange(LoadBalancerRules.Compare(live, installed, service, subject));
            }
        }

        if (gateway.Services.Count == 0 && AsksForService(gateway))
        {
            findings.Add(GatewayFindings.NotTaken.On(gateway.Plan.Subject, "the chart renders no Service, and ports, scheme, annotations or loadBalancerClass are configured"));
        }

        findings.AddRange(await CredentialsAsync(gateway, cancellation));
        return findings;
    }

    private static bool AsksForService(PlannedGateway gateway) =>
        gateway.Options is { Ports.Count: > 0 } or { Scheme: not null } or { Annotations.Count: > 0 } or { LoadBalancerClass: not null };

    private static IEnumerable<Finding> Contradictions(PlannedGateway gateway)
    {
        var (options, subject) = (gateway.Options, $"gateway {gateway.Options.Name} in {gateway.Options.Namespace}");
        if (options.Hosts.Count > 0 && options.Ports.All(port => port.Port == GatewayPort.Status))
        {
            yield return GatewayFindings.Contradiction.On(subject, "it has hosts and no ports that they could be reached on");
        }

        if (options.Hosts.Count > 0 && gateway.Selector.Count == 0)
        {
            yield return GatewayFindings.Contradiction.On(subject, "it has hosts, and its chart renders no workload whose pods a Gateway object could select");
        }

        foreach (var port in options.Ports)
        {
            if (port.Protocol == "HTTPS" && port.Credential is null)
            {
                yield return GatewayFindings.Contradiction.On(subject, $"port {port.Port} speaks HTTPS and has no credential; where TLS ends at the load balancer it speaks HTTP here");
            }
            else if (port.Protocol is not ("HTTPS" or "TLS") && port.Credential is not null)
            {
                yield return GatewayFindings.Contradiction.On(subject, $"port {port.Port} speaks {port.Protocol} and has a credential");
            }
        }

        foreach (var name in GatewayPort.Of(options).GroupBy(port => port.Name).Where(group => group.Count() > 1).Select(group => group.Key))
        {
            yield return GatewayFindings.Contradiction.On(subject, $"two ports are called {name}");
        }
    }

    private static IEnumerable<Finding> NotTaken(PlannedGateway gateway, JsonObject service, string subject)
    {
        foreach (var port in gateway.Ports.Where(port => !gateway.Services.Any(port.IsOn)))
        {
            yield return GatewayFindings.NotTaken.On(subject, $"port {port} is configured, and it is rendered with {string.Join(", ", service.Items("spec", "ports").Select(one => one.Number("port")))}");
        }

        if (service.Text("spec", "type") != "LoadBalancer")
        {
            // A second Service, for metrics or without an address, has nothing to do with the load balancer.
            yield break;
        }

        if (gateway.Options.LoadBalancerClass is { } loadBalancer && service.Text("spec", "loadBalancerClass") != loadBalancer)
        {
            yield return GatewayFindings.NotTaken.On(subject, Printable.OneLine($"loadBalancerClass is to be {loadBalancer} and is rendered as {service.Text("spec", "loadBalancerClass") ?? "none"}"));
        }

        foreach (var (name, value) in ServiceAnnotations.Of(gateway.Options))
        {
            if (service.Annotations().GetValueOrDefault(name) != value!.ToString() && !(name == ServiceAnnotations.Internal && !gateway.Options.Annotations.ContainsKey(name)))
            {
                yield return GatewayFindings.NotTaken.On(subject, Printable.OneLine($"annotation {name} is to be {value} and is rendered as {service.Annotations().GetValueOrDefault(name) ?? "none"}"));
            }
        }
    }

    private async Task<IReadOnlyList<Finding>> CredentialsAsync(PlannedGateway gateway, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        foreach (var name in gateway.Options.Ports.Select(port => port.Credential).OfType<string>().Distinct())
        {
            var secret = await cluster.GetAsync(ResourceKind.Secret, gateway.Options.Namespace, name, cancellation);
            if (secret is null || !(Has(secret, "tls.crt", "tls.key") || Has(secret, "cert", "key")))
            {
                findings.Add(GatewayFindings.NoCredential.On(ResourceKind.Secret.Describe(gateway.Options.Namespace, name), secret is null ? "it is not there" : "it holds neither tls.crt and tls.key nor cert and key"));
            }
        }

        return findings;
    }

    private static bool Has(JsonObject secret, string certificate, string key) => secret.Child("data") is { } data && data.ContainsKey(certificate) && data.ContainsKey(key);
}
