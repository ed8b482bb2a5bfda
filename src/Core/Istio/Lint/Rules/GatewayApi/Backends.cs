using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.GatewayApi;

/// <summary>Where routes send requests: whether somebody is there, may be referred to, and gets any.</summary>
internal sealed class Backends : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [GatewayApiFindings.BackendMissing, GatewayApiFindings.BackendPort, GatewayApiFindings.NoGrant, GatewayApiFindings.ZeroWeights];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var grants = new Grants(mesh);
        foreach (var route in ApiRoutes.Of(mesh))
        {
            // For callers within the mesh Istio asks for no grant.
            var isAtGateway = ApiRoutes.Parents(route).Any(parent => parent.Kind == MeshKind.ApiGateway);
            foreach (var rule in route.Spec["rules"].Items)
            {
                foreach (var backend in ApiRoutes.Backends(rule).Where(backend => (!isAtGateway || grants.Look(backend, remarks)) && backend.Kind == MeshKind.Service))
                {
                    Look(mesh, backend, remarks);
                }

                var weights = rule["backendRefs"].Items.Select(backend => backend["weight"]).ToList();
                if (weights.Count > 0 && weights.TrueForAll(weight => weight.Number == 0))
                {
                    remarks.Find(GatewayApiFindings.ZeroWeights, weights[0], weights.Count == 1 ? "the only backend has weight 0" : $"{weights.Count} backends, and the weights of all of them are 0");
                }
            }
        }
    }

    private static void Look(MeshSet mesh, ApiRef backend, Remarks remarks)
    {
        if (mesh.Find(MeshKind.Service, backend.Namespace, backend.Name) is not { } service)
        {
            if (remarks.Misses(GatewayApiFindings.BackendMissing, MeshKind.Service))
            {
                remarks.Find(GatewayApiFindings.BackendMissing, backend.At["name"], $"there is no {backend.Key}{(mesh.Hosts.Services(backend.Name).FirstOrDefault() is { } other ? $", and there is {other.Place}" : "")}");
            }

            return;
        }

        var ports = service.Spec["ports"].Items.ToList();
        if (backend.At["port"] is { IsThere: false } none)
        {
            remarks.Find(GatewayApiFindings.BackendPort, none, $"no port of {service.Place} is named, which has {Numbers(ports)}");
        }
        else if (backend.At["port"] is { Whole: { } port } at && ports.Count > 0 && !ports.Exists(one => one["port"].Whole == port))
        {
            var target = ports.Find(one => one["targetPort"].Whole == port);
            remarks.Find(GatewayApiFindings.BackendPort, at, $"{service.Place} has {Numbers(ports)}, and not {port}{(target is null ? "" : $": its pods listen on {port} behind port {target["port"].Whole}")}");
        }
    }

    private static string Numbers(List<Field> ports) => ports.Count == 0 ? "no port" : string.Join(", ", ports.Select(port => port["port"].Whole).OfType<long>().Distinct().Order());
}
