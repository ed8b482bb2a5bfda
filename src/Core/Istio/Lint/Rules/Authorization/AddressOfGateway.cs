using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Policies;

namespace Mesh.Core.Istio.Lint.Rules.Authorization;

/// <summary>ipBlocks where the directly connected peer is never the client.</summary>
internal sealed class AddressOfGateway : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [AuthorizationFindings.GatewayAddress, AuthorizationFindings.ClusterAddress];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var asking = mesh.Policies.All.Select(policy => (Policy: policy, Field: policy.Rules.SelectMany(rule => rule.Fields).FirstOrDefault(field => field.Attribute == PolicyAttribute.SourceIp))).Where(pair => pair.Field is not null).ToList();
        if (asking.Count == 0)
        {
            return;
        }

        var behind = Behind.Gateways(mesh);
        var passing = mesh.Of(MeshKind.Gateway).FirstOrDefault(gateway => gateway.Spec["servers"].Items.Any(server => server["tls"]["mode"].Text == "AUTO_PASSTHROUGH"));
        foreach (var (policy, field) in asking)
        {
            var selected = mesh.Policies.Selected(policy).ToList();
            if (selected.Find(workload => behind.ContainsKey(workload.Object)) is { } workload)
            {
                remarks.Find(AuthorizationFindings.GatewayAddress, field!.At, $"{Text(field)} on {workload.Object.Key}, which {behind[workload.Object].Place} puts behind {string.Join(" and ", behind[workload.Object].Spec["gateways"].Texts.Where(gateway => gateway != "mesh").Take(3))}: every request from there has the address of the gateway's pod");
            }
            else if (selected.Where(workload => workload.IsGateway).Select(gateway => ClusterService(mesh, gateway)).FirstOrDefault(service => service is not null) is { } service)
            {
                remarks.Find(AuthorizationFindings.GatewayAddress, field!.At, $"{Text(field)} at a gateway whose {service.Place} has externalTrafficPolicy Cluster: every client has the address of a node");
            }

            // At the east-west gateway itself the peer is real.
            if (passing is not null && selected.Count > 0 && !selected.TrueForAll(workload => workload.IsGateway))
            {
                remarks.Find(AuthorizationFindings.ClusterAddress, field!.At, $"{Text(field)}, and {passing.Place} lets other networks in with AUTO_PASSTHROUGH");
            }
        }
    }

    private static MeshObject? ClusterService(MeshSet mesh, Workload gateway) => mesh.Of(MeshKind.Service).FirstOrDefault(service => service.Namespace == gateway.Namespace
        && service.Spec["type"].Text is "LoadBalancer" or "NodePort" && service.Spec["externalTrafficPolicy"].Text != "Local"
        && Selector.Of(service.Spec["selector"]) is { Count: > 0 } selector && gateway.Has(selector));

    private static string Text(PolicyField field) => $"{field.Name} {string.Join(", ", field.Values.Take(3).Select(value => value.Text))}";
}
