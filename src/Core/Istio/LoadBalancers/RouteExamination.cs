using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.LoadBalancers;

// What leading a Service elsewhere would mean, looked at before it is done: the pods there and what else comes with it.
internal sealed class RouteExamination(JsonObject service, Route from, Route to, RoutePods old, RoutePods fresh)
{
    // A Service may have hundreds; nobody reads them.
    private const int MostPorts = 40;

    private readonly string subject = ResourceKind.Service.Describe(service.Namespace(), service.Name());

    public RoutePods Old => old;

    public RoutePods Fresh => fresh;

    public static async Task<RouteExamination> OfAsync(ICluster cluster, JsonObject service, Route from, Route to, CancellationToken cancellation) => new(
        service, from, to,
        await RoutePods.ReadAsync(cluster, service.Namespace()!, from, cancellation),
        await RoutePods.ReadAsync(cluster, service.Namespace()!, to, cancellation));

    // What speaks against the pods, or for looking twice.
    public IEnumerable<Finding> Pods()
    {
        if (fresh.All.Count == 0)
        {
            return [LoadBalancerFindings.NoPod.On(subject, $"no pod in {service.Namespace()} has the labels {to.Query}")];
        }

        return fresh.Ready.Count == 0
            ? [LoadBalancerFindings.NoReadyPod.On(subject, $"{fresh.Text}, with the labels {to.Query}")]
            : to.Each.SelectMany(Port).Concat(fresh.Owners.Count > 1
                ? [LoadBalancerFindings.SeveralOwners.On(subject, $"{to.Query} matches {RoutePods.Several(fresh.Owners.Select(owner => $"{owner.Owner} ({owner.Pods})"))}")]
                : []);
    }

    // What else is worth knowing before.
    public IEnumerable<Finding> Surroundings()
    {
        if (service.Addresses().Count == 0)
        {
            yield return LoadBalancerFindings.NoAddress.On(subject, "status.loadBalancer has no ingress");
        }

        if (service.Owner() is { } owner)
        {
            yield return LoadBalancerFindings.OwnedElsewhere.On(subject, $"it belongs to {owner}");
        }

        if (ClientAddress.SpeaksProxyProtocol(service))
        {
            yield return LoadBalancerFindings.ProxyProtocol.On(subject, "its annotations switch PROXY protocol on");
        }

        if (IsNodeLocal() is { } field && old.Nodes.Except(fresh.Nodes).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } lost)
        {
            yield return LoadBalancerFindings.NodesLose.On(subject, $"{field}: {RoutePods.Several(lost)}");
        }
    }

    // All that a person wants to know before saying yes.
    public string Impact()
    {
        var text = new StringBuilder($"{subject}\n");
        var addresses = service.Addresses();
        Line("addresses", addresses.Count == 0 ? "none yet" : $"{RoutePods.Several(addresses)}: they stay, so DNS does not change");
        Line("leads to", $"{from.Query}: {old.Text}");
        Line("will lead to", $"{to.Query}: {fresh.Text}");
        foreach (var (before, after) in from.Each.Zip(to.Each).Take(MostPorts))
        {
            var (was, will) = (Route.Target(before), Route.Target(after));
            Line($"port {Route.Describe(after)}", Printable.OneLine($"{was.ToJsonString()}{(JsonNode.DeepEquals(was, will) ? " as before" : $" -> {will.ToJsonString()}")}{Numbers(after)}"));
        }

        Line("client address", ClientAddress.Of(service));
        if (ClientAddress.Targets(service) is { } targets)
        {
            Line("targets", targets);
        }

        if (IsNodeLocal() is { } field)
        {
            Line("nodes", $"{field}: {Nodes(old.Nodes.Except(fresh.Nodes), "lose")}, {Nodes(fresh.Nodes.Except(old.Nodes), "gain")}, {Nodes(old.Nodes.Intersect(fresh.Nodes), "keep")} their endpoints");
        }

        Line("stays", $"type, class, node ports{(from.Each.Any(port => port.Number("nodePort") > 0) ? $" {RoutePods.Several(from.Each.Select(port => $"{port.Number("nodePort")}"))}" : "")}, annotations, traffic policies{(service.Number("spec", "healthCheckNodePort") is > 0 and var check ? $", health check on node port {check}" : "")}");
        return text.ToString().TrimEnd();

        void Line(string key, string value) => text.Append("  ").Append(key.PadRight(17)).Append(value).Append('\n');
    }

    private string? IsNodeLocal() => service.IsLocal() ? "externalTrafficPolicy Local" : service.Text("spec", "internalTrafficPolicy") == "Local" ? "internalTrafficPolicy Local" : null;

    private static string Nodes(IEnumerable<string> nodes, string verb)
    {
        var names = nodes.Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? $"none {verb}" : $"{RoutePods.Several(names)} {verb}";
    }

    private string Numbers(JsonObject port)
    {
        var target = Route.Target(port);
        if (target.Text() is null)
        {
            return "";
        }

        var numbers = fresh.Ready.Select(pod => PodPorts.Of(pod, target, Route.Protocol(port)).Number).OfType<long>().Distinct().Order().ToList();
        return numbers.Count == 0 ? "" : $", which is {string.Join(" or ", numbers)} in the pods";
    }

    private IEnumerable<Finding> Port(JsonObject port)
    {
        var (target, protocol) = (Route.Target(port), Route.Protocol(port));
        var by = fresh.Ready.ToLookup(pod => PodPorts.Of(pod, target, protocol).Listening);
        var what = Printable.OneLine($"port {Route.Describe(port)} leads to {target.ToJsonString()}/{protocol}");
        if (!by.Contains(Listening.Declared))
        {
            var first = (by.Contains(Listening.No) ? by[Listening.No] : by[Listening.Unknown]).First();
            yield return (by.Contains(Listening.No) ? LoadBalancerFindings.NotListening : LoadBalancerFindings.UnknownListening)
                .On(subject, $"{what}; pod/{first.Name()} declares {PodPorts.Declared(first)}");
        }
        else if (by[Listening.No].Concat(by[Listening.Unknown]).ToList() is { Count: > 0 } others)
        {
            yield return (by.Contains(Listening.No) ? LoadBalancerFindings.PartlyListening : LoadBalancerFindings.UnknownListening)
                .On(subject, $"{what}; {others.Count} of {fresh.Ready.Count} ready pods do not declare it: {RoutePods.Several(others.Select(pod => pod.Name()))}");
        }
    }
}
