using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.VirtualServices;

/// <summary>Hosts that several VirtualServices claim. Within the mesh only what the same proxies see is in conflict: exportTo is respected, and gateways and delegates are left out.</summary>
internal sealed class HostConflicts : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [VirtualServiceFindings.HostConflict, VirtualServiceFindings.SplitCatchAll];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        // The oldest one counts; of what is in no cluster yet, by name.
        var all = mesh.Of(MeshKind.VirtualService).Where(service => !Routes.IsDelegate(service)).OrderBy(service => service.Created).ThenBy(service => service.Namespace, StringComparer.Ordinal).ThenBy(service => service.Name, StringComparer.Ordinal).ToList();
        foreach (var claims in all.Where(Routes.IsForMesh).SelectMany(service => Claims(mesh, service)).GroupBy(claim => claim.Name, StringComparer.OrdinalIgnoreCase))
        {
            LookInMesh(mesh, [.. claims], remarks);
        }

        foreach (var claims in all.SelectMany(service => service.Spec["gateways"].Texts.Where(gateway => gateway != "mesh").Distinct().SelectMany(gateway => Claims(mesh, service).Select(claim => (Gateway: GatewayNames.Of(gateway, service.Namespace), Claim: claim))))
            .GroupBy(pair => (pair.Gateway, pair.Claim.Name)))
        {
            LookAtGateway([.. claims.Select(pair => pair.Claim.At.Object).Distinct()], claims.Key.Name, remarks);
        }
    }

    private static IEnumerable<(string Name, Field At)> Claims(MeshSet mesh, MeshObject service) => service.Spec["hosts"].Items.Where(host => host.Text is not null).Select(host => (mesh.Hosts.Complete(host.Text!, service.Namespace), host));

    private static void LookInMesh(MeshSet mesh, IReadOnlyList<(string Name, Field At)> claims, Remarks remarks)
    {
        if (claims.Count == 1)
        {
            return;
        }

        var (seen, byNamespace) = (new List<Field>(), new Dictionary<string, Field>());
        Field? open = null;
        foreach (var (name, at) in claims)
        {
            var visibility = Visibility.Of(at.Object, mesh.Settings);
            var earlier = open ?? (visibility.IsPublic ? seen.FirstOrDefault() : visibility.Names.Select(byNamespace.GetValueOrDefault).FirstOrDefault(field => field is not null));
            if (earlier is not null && !ReferenceEquals(earlier.Object, at.Object))
            {
                remarks.Find(VirtualServiceFindings.HostConflict, at, $"{name} is claimed by {earlier.Object.Place} too");
            }

            if (visibility.IsPublic)
            {
                open ??= at;
            }

            if (visibility.IsPublic || visibility.Names.Any())
            {
                seen.Add(at);
            }

            foreach (var ns in visibility.Names)
            {
                byNamespace.TryAdd(ns, at);
            }
        }
    }

    private static void LookAtGateway(IReadOnlyList<MeshObject> services, string host, Remarks remarks)
    {
        // The youngest may end with a catch-all, where its age is known.
        foreach (var service in services.Take(services.Count - (services[^1].Created != DateTimeOffset.MaxValue ? 1 : 0)).Where(_ => services.Count > 1))
        {
            if (service.Spec["http"].Items.FirstOrDefault(rule => RequestMatch.Of(rule).Any(match => match.IsCatchAll)) is { } rule)
            {
                remarks.Find(VirtualServiceFindings.SplitCatchAll, rule, $"host {host} has rules in {services.First(other => other != service).Place} too");
            }
        }
    }
}
