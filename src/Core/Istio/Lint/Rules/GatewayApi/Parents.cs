using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.GatewayApi;

/// <summary>What routes are to be attached to: there, with the listener, taking the route, and with a hostname in common.</summary>
internal sealed class Parents : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [GatewayApiFindings.ParentMissing, GatewayApiFindings.ListenerMissing, GatewayApiFindings.NotAllowed, GatewayApiFindings.HostsApart];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var byName = new[] { MeshKind.ApiGateway, MeshKind.Service }.SelectMany(mesh.Of).ToLookup(item => (item.Kind, item.Name));
        foreach (var parent in ApiRoutes.Of(mesh).SelectMany(ApiRoutes.Parents).Where(parent => parent.Kind == MeshKind.ApiGateway || parent.Kind == MeshKind.Service))
        {
            if (mesh.Find(parent.Kind, parent.Namespace, parent.Name) is not { } found)
            {
                if (remarks.Misses(GatewayApiFindings.ParentMissing, parent.Kind))
                {
                    remarks.Find(GatewayApiFindings.ParentMissing, parent.At["name"], $"there is no {parent.Kind.Kind} {parent.Name} in {parent.Namespace}{(byName[(parent.Kind, parent.Name)].FirstOrDefault() is { } other ? $", and there is {other.Place}" : "")}");
                }
            }
            else if (parent.Kind == MeshKind.ApiGateway)
            {
                LookAtListeners(mesh, parent, found, remarks);
            }
            else if (parent.At["port"].Whole is { } port && !found.Spec["ports"].Items.Any(one => one["port"].Whole == port))
            {
                remarks.Find(GatewayApiFindings.ListenerMissing, parent.At["port"], $"{found.Place} has {string.Join(", ", found.Spec["ports"].Items.Select(one => one["port"].Whole).OfType<long>().Order())}, and not {port}");
            }
        }
    }

    private static void LookAtListeners(MeshSet mesh, ApiRef parent, MeshObject gateway, Remarks remarks)
    {
        var (all, route) = (Listener.Of(gateway).ToList(), parent.At.Object);
        var chosen = all.Where(listener => listener.IsChosen(parent.At)).ToList();
        if (chosen.Count == 0)
        {
            var at = parent.At["sectionName"] is { IsThere: true } section && !all.Exists(listener => listener.Name == section.Text) ? section : parent.At["port"] is { IsThere: true } port ? port : parent.At["name"];
            remarks.Find(GatewayApiFindings.ListenerMissing, at, $"{gateway.Place} has {(all.Count == 0 ? "no listener" : string.Join(", ", all.Take(10)))}");
            return;
        }

        var fitting = chosen.Where(listener => listener.RefusesKind(route) is null).ToList();
        var taking = fitting.Where(listener => listener.Takes(mesh, route.Namespace) == true).ToList();
        if (taking.Count == 0)
        {
            if (fitting.TrueForAll(listener => listener.Takes(mesh, route.Namespace) == false) || remarks.Misses(GatewayApiFindings.NotAllowed, MeshKind.Namespace))
            {
                remarks.Find(GatewayApiFindings.NotAllowed, parent.At["name"], $"{gateway.Place}: {string.Join("; ", chosen.Take(5).Select(listener => $"{listener} takes no {route.Kind.Kind} of {route.Namespace}: {listener.RefusesKind(route) ?? From(listener, gateway)}"))}");
            }

            return;
        }

        var hosts = route.Kind == MeshKind.TcpRoute || route.Kind == MeshKind.UdpRoute ? [] : route.Spec["hostnames"].Items.Where(host => host.Text is { Length: > 0 }).ToList();
        if (hosts.Count > 0 && taking.TrueForAll(listener => listener.Hostname is { } own && !hosts.Exists(host => Hostnames.Meet(own, host.Text!))))
        {
            remarks.Find(GatewayApiFindings.HostsApart, hosts[0], $"{gateway.Place} lets in {string.Join(", ", taking.Select(listener => listener.Hostname).Distinct().Take(5))} there, and not {string.Join(", ", hosts.Take(5).Select(host => host.Text))}");
        }
    }

    private static string From(Listener listener, MeshObject gateway) => listener.At["allowedRoutes"]["namespaces"]["from"].Text switch
    {
        "Selector" => "the labels of the namespace are not those of its selector",
        "None" => "it takes routes of no namespace",
        _ => $"it takes those of {gateway.Namespace} alone",
    };
}
