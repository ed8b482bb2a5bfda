using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Inputs;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.VirtualServices;

/// <summary>The gateways a VirtualService is bound to: whether they are there, let its hosts in and see it, and whether callers within the mesh are forgotten.</summary>
internal sealed class BoundGateways : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds =>
    [
        VirtualServiceFindings.GatewayMissing, VirtualServiceFindings.GatewayElsewhere, VirtualServiceFindings.HostNotOffered, VirtualServiceFindings.HiddenFromGateway, VirtualServiceFindings.WithoutMesh, VirtualServiceFindings.AnyHostInMesh,
    ];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var byName = mesh.Of(MeshKind.Gateway).ToLookup(gateway => gateway.Name);
        foreach (var service in mesh.Of(MeshKind.VirtualService).Where(service => !Routes.IsDelegate(service)))
        {
            var gateways = service.Spec["gateways"].Items.Where(gateway => gateway.Text is { Length: > 0 } and not "mesh").ToList();
            var found = gateways.Select(gateway => Find(mesh, gateway, byName, remarks)).OfType<MeshObject>().Distinct().ToList();
            if (found.Count > 0 && found.Count == gateways.Count)
            {
                LookAtHosts(mesh, service, found, remarks);
            }

            LookAtExport(mesh, service, found, remarks);
            LookAtMesh(mesh, service, remarks);
        }
    }

    private static MeshObject? Find(MeshSet mesh, Field at, ILookup<string, MeshObject> byName, Remarks remarks)
    {
        var (ns, name) = GatewayNames.Of(at.Text!, at.Object.Namespace);
        if (mesh.Find(MeshKind.Gateway, ns, name) is { } gateway)
        {
            return gateway;
        }

        if (!at.Text!.Contains('/', StringComparison.Ordinal) && byName[name].FirstOrDefault() is { } other)
        {
            if (remarks.Misses(VirtualServiceFindings.GatewayElsewhere, MeshKind.Gateway))
            {
                remarks.Find(VirtualServiceFindings.GatewayElsewhere, at, $"{at.Text} means {ns}/{name}, and there is {other.Place}", $"Write {other.Namespace}/{name}");
            }
        }
        else if (remarks.Misses(VirtualServiceFindings.GatewayMissing, MeshKind.Gateway))
        {
            remarks.Find(VirtualServiceFindings.GatewayMissing, at, $"there is no Gateway {name} in {ns}");
        }

        return null;
    }

    private static void LookAtHosts(MeshSet mesh, MeshObject service, IReadOnlyList<MeshObject> gateways, Remarks remarks)
    {
        var offered = gateways.SelectMany(gateway => gateway.Spec["servers"].Items.SelectMany(server => server["hosts"].Texts).Select(host => ServerHost.Of(host, gateway.Namespace))).Where(host => host.Takes(service.Namespace)).ToList();
        foreach (var at in service.Spec["hosts"].Items.Where(host => host.Text is { Length: > 0 }))
        {
            var host = mesh.Hosts.Complete(at.Text!, service.Namespace);
            // For the mesh it may name hosts that no gateway knows.
            if (!offered.Exists(one => one.Meets(host)) && !Routes.IsForMesh(service))
            {
                remarks.Find(VirtualServiceFindings.HostNotOffered, at, $"{string.Join(", ", gateways.Select(gateway => gateway.Key))} lets in {(offered.Count == 0 ? "no host for this namespace" : string.Join(", ", offered.Select(one => one.Host).Distinct().Take(5)))}, and not {host}");
            }
        }
    }

    private static void LookAtExport(MeshSet mesh, MeshObject service, IReadOnlyList<MeshObject> gateways, Remarks remarks)
    {
        var visibility = Visibility.Of(service, mesh.Settings);
        foreach (var gateway in visibility.IsPublic ? [] : gateways)
        {
            if (GatewaySecrets.PodNamespaces(mesh, gateway) is { Count: > 0 } namespaces && !namespaces.Any(visibility.Reaches))
            {
                remarks.Find(VirtualServiceFindings.HiddenFromGateway, service.Spec["exportTo"], $"the pods of {gateway.Key} run in {string.Join(", ", namespaces)}, and it is exported to {visibility}");
            }
        }
    }

    private static void LookAtMesh(MeshSet mesh, MeshObject service, Remarks remarks)
    {
        if (Routes.IsForMesh(service))
        {
            if (service.Spec["hosts"].Items.FirstOrDefault(host => host.Text == "*") is { } any)
            {
                remarks.Find(VirtualServiceFindings.AnyHostInMesh, any, service.Spec["gateways"].IsThere ? "host * with gateway mesh" : "host *, and no gateway is named, which means mesh");
            }
        }
        else if (service.Spec["hosts"].Texts.Select(host => mesh.Hosts.Complete(host, service.Namespace)).FirstOrDefault(host => mesh.Hosts.Find(host).Any(one => one.IsService)) is { } own)
        {
            remarks.Find(VirtualServiceFindings.WithoutMesh, service.Spec["gateways"], $"{own} is a Service, and gateways names {string.Join(", ", service.Spec["gateways"].Texts)} without mesh");
        }
    }
}
