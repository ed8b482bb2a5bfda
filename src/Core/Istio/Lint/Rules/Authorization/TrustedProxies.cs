using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Policies;

namespace Mesh.Core.Istio.Lint.Rules.Authorization;

/// <summary>remoteIpBlocks where nothing says how many proxies stand before the gateway.</summary>
internal sealed class TrustedProxies : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [AuthorizationFindings.UntrustedProxies];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var facts = mesh.Policies.Facts;
        if (facts.TrustedProxies is not null || facts.ProxyProtocol || mesh.Workloads.All.Any(Says))
        {
            return;
        }

        foreach (var field in mesh.Policies.All.Select(policy => policy.Rules.SelectMany(rule => rule.Fields).FirstOrDefault(field => field.Attribute == PolicyAttribute.RemoteIp)).OfType<PolicyField>())
        {
            if (mesh.Settings.Config is not null || remarks.Misses(AuthorizationFindings.UntrustedProxies, new ObjectKey(MeshKind.ConfigMap, facts.RootNamespace, "istio")))
            {
                remarks.Find(AuthorizationFindings.UntrustedProxies, field.At, $"{field.Name} {string.Join(", ", field.Values.Take(3).Select(value => value.Text))}, and neither the mesh's configuration nor an annotation of a gateway sets numTrustedProxies");
            }
        }
    }

    private static bool Says(Workload workload) => workload.Annotations.GetValueOrDefault("proxy.istio.io/config") is { } config
        && (config.Contains("numTrustedProxies", StringComparison.Ordinal) || config.Contains("proxyProtocol", StringComparison.Ordinal));
}
