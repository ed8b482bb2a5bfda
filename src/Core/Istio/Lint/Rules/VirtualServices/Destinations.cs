using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.VirtualServices;

/// <summary>Destinations that nobody answers to: host, subset, port.</summary>
internal sealed class Destinations : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds =>
    [
        VirtualServiceFindings.HostMissing, VirtualServiceFindings.ShortHost, VirtualServiceFindings.SubsetMissing, VirtualServiceFindings.PortNeeded, VirtualServiceFindings.PortMissing, VirtualServiceFindings.MirrorMissing,
    ];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var rule in mesh.Of(MeshKind.VirtualService).SelectMany(Routes.Of))
        {
            foreach (var destination in Routes.Destinations(rule))
            {
                Look(mesh, destination, false, remarks);
            }

            foreach (var mirror in Routes.Mirrors(rule))
            {
                Look(mesh, mirror, true, remarks);
            }
        }
    }

    private static void Look(MeshSet mesh, Field destination, bool isMirror, Remarks remarks)
    {
        if (destination["host"].Text is not { Length: > 0 } written)
        {
            return;
        }

        var host = mesh.Hosts.Complete(written, destination.Object.Namespace);
        var hosts = mesh.Hosts.Find(host);
        if (hosts.Count == 0)
        {
            HostNames.Missing(mesh, destination["host"], isMirror ? VirtualServiceFindings.MirrorMissing : VirtualServiceFindings.HostMissing, isMirror ? VirtualServiceFindings.MirrorMissing : VirtualServiceFindings.ShortHost, remarks);
        }

        if (destination["subset"].Text is { Length: > 0 } subset)
        {
            LookForSubset(mesh, destination["subset"], host, subset, isMirror ? VirtualServiceFindings.MirrorMissing : VirtualServiceFindings.SubsetMissing, remarks);
        }

        if (hosts is [var found, ..] && found.Ports.Count > 0)
        {
            LookAtPort(destination, host, hosts, remarks);
        }
    }

    private static void LookForSubset(MeshSet mesh, Field at, string host, string subset, FindingKind kind, Remarks remarks)
    {
        var rules = mesh.Rules.About(host).ToList();
        var having = rules.Where(rule => rule.Spec["subsets"].Items.Any(one => one["name"].Text == subset)).ToList();
        if (having.Exists(rule => Visibility.Of(rule, mesh.Settings).Reaches(at.Object.Namespace)))
        {
            return;
        }

        if (having is [var hidden, ..])
        {
            // At a gateway of another namespace it may be seen nevertheless.
            if (Routes.IsForMesh(at.Object))
            {
                remarks.Find(kind, at, $"{hidden.Place} has subset {subset} of {host}, and is exported to {Visibility.Of(hidden, mesh.Settings)} alone", "Export the DestinationRule to this namespace too");
            }
        }
        else if (rules.Find(rule => mesh.Rules.HostOf(rule) == host) is { } rule)
        {
            var names = rule.Spec["subsets"].Items.Select(one => one["name"].Text).OfType<string>().ToList();
            remarks.Find(kind, at, $"{rule.Place} has {(names.Count == 0 ? "no subset" : $"only {string.Join(", ", names)}")} of {host}, and not {subset}", NearestName.Of(subset, names) is { } near && Letters(near) != Letters(subset) ? $"Write {near}, or add the subset to {rule.Key}" : null);
        }
        else if (remarks.Misses(kind, MeshKind.DestinationRule))
        {
            remarks.Find(kind, at, $"there is no DestinationRule of {host}");
        }
    }

    // v2 is no typing error for v1.
    private static string Letters(string name) => string.Concat(name.Where(char.IsLetter));

    private static void LookAtPort(Field destination, string host, IReadOnlyList<MeshHost> hosts, Remarks remarks)
    {
        var ports = hosts.SelectMany(one => one.Ports).Select(MeshHost.NumberOf).OfType<long>().Distinct().Order().ToList();
        var port = destination["port"]["number"];
        if (port.Whole is { } number)
        {
            if (!ports.Contains(number))
            {
                remarks.Find(VirtualServiceFindings.PortMissing, port, $"{host} has {(ports.Count == 1 ? "port" : "ports")} {string.Join(", ", ports)}, and not {number}{Listening(hosts, number)}");
            }
        }
        else if (ports.Count > 1 && !destination["port"].IsThere)
        {
            remarks.Find(VirtualServiceFindings.PortNeeded, destination["host"], $"{host} has ports {string.Join(", ", ports)}");
        }
    }

    private static string Listening(IReadOnlyList<MeshHost> hosts, long number) => hosts.SelectMany(one => one.Ports).FirstOrDefault(port => port["targetPort"].Whole == number) is { } target ? $": its pods listen on {number} behind port {MeshHost.NumberOf(target)}" : "";
}
