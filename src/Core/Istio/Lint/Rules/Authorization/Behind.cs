using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.Authorization;

/// <summary>Which workloads gateways send requests to, by the VirtualServices that say so.</summary>
internal static class Behind
{
    private static readonly string[] Protocols = ["http", "tls", "tcp"];

    /// <summary>The workloads, each with a VirtualService that sends requests to it.</summary>
    /// <param name="mesh">All objects.</param>
    public static Dictionary<MeshObject, MeshObject> Gateways(MeshSet mesh)
    {
        var behind = new Dictionary<MeshObject, MeshObject>();
        foreach (var route in mesh.Of(MeshKind.VirtualService).Where(route => route.Spec["gateways"].Texts.Any(gateway => gateway != "mesh")))
        {
            var hosts = Protocols.SelectMany(protocol => route.Spec[protocol].Items).SelectMany(rule => rule["route"].Items).Select(to => to["destination"]["host"].Text).OfType<string>().Distinct(StringComparer.Ordinal);
            foreach (var workload in hosts.SelectMany(host => mesh.Hosts.Find(mesh.Hosts.Complete(host, route.Namespace))).Where(host => host.IsService).SelectMany(host => mesh.Workloads.Behind(host.Object)))
            {
                behind.TryAdd(workload.Object, route);
            }
        }

        return behind;
    }
}
