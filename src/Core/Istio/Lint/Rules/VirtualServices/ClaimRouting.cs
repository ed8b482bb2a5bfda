using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.VirtualServices;

/// <summary>Routes by claims of a token, which only a verified token at a gateway has.</summary>
internal sealed class ClaimRouting : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [VirtualServiceFindings.UnverifiedClaims];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var byNamespace = mesh.Of(MeshKind.RequestAuthentication).ToLookup(item => item.Namespace);
        foreach (var service in mesh.Of(MeshKind.VirtualService))
        {
            var claims = service.Spec["http"].Items.SelectMany(rule => rule["match"].Items).SelectMany(match => match["headers"].Members.Concat(match["withoutHeaders"].Members))
                .Where(header => header.Key!.StartsWith("@request.auth.claims", StringComparison.Ordinal)).ToList();
            if (claims.Count == 0 || Routes.IsDelegate(service))
            {
                continue;
            }

            if (!service.Spec["gateways"].Texts.Any(gateway => gateway != "mesh"))
            {
                remarks.Find(VirtualServiceFindings.UnverifiedClaims, claims[0], "no gateway is named, and proxies beside workloads know no claims", "Bind the VirtualService to a gateway that verifies tokens");
                continue;
            }

            foreach (var gateway in service.Spec["gateways"].Texts.Where(gateway => gateway != "mesh").Select(gateway => GatewayNames.Of(gateway, service.Namespace)).Select(name => mesh.Find(MeshKind.Gateway, name.Namespace, name.Name)).OfType<MeshObject>())
            {
                if (!IsVerified(mesh, gateway, byNamespace) && remarks.Misses(VirtualServiceFindings.UnverifiedClaims, MeshKind.RequestAuthentication, MeshKind.Pod))
                {
                    remarks.Find(VirtualServiceFindings.UnverifiedClaims, claims[0], $"no RequestAuthentication selects the pods of {gateway.Key}");
                }
            }
        }
    }

    private static bool IsVerified(MeshSet mesh, MeshObject gateway, ILookup<string, MeshObject> byNamespace)
    {
        var labels = Selector.Of(gateway.Spec["selector"]);
        var pods = mesh.Workloads.With(null, labels).Select(pod => (pod.Namespace, pod.Labels)).DefaultIfEmpty((gateway.Namespace, labels)).DistinctBy(pod => pod.Item1);
        return pods.All(pod => byNamespace[pod.Item1].Concat(byNamespace[mesh.Settings.RootNamespace]).Any(item => item.Spec["targetRefs"].IsThere || Selector.Of(item).All(label => pod.Item2.GetValueOrDefault(label.Key) == label.Value)));
    }
}
