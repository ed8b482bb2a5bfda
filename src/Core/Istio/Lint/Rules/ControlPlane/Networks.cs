using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Rules.Gateways;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.ControlPlane;

/// <summary>The clusters that meshNetworks names.</summary>
internal sealed class Networks : ILintRule
{
    private const string OwnCluster = "Kubernetes";

    public IReadOnlyList<FindingKind> Kinds => [ControlPlaneFindings.UnknownRegistry];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var named = mesh.Settings.Networks?.Root["networks"].Members.SelectMany(network => network["endpoints"].Items).Select(end => end["fromRegistry"]).Where(registry => registry.Text is { Length: > 0 }).ToList() ?? [];
        if (named.Count == 0)
        {
            return;
        }

        var known = mesh.Of(MeshKind.Secret).Where(secret => secret.Labels.GetValueOrDefault("istio/multiCluster") == "true").SelectMany(SecretFiles.Keys)
            .Concat(Istiods.Of(mesh).Select(istiod => Istiods.Variable(istiod, Istiods.ClusterId)?["value"].Text).OfType<string>()).Append(OwnCluster).ToHashSet(StringComparer.Ordinal);
        foreach (var registry in named.Where(registry => !known.Contains(registry.Text!) && remarks.Misses(ControlPlaneFindings.UnknownRegistry, MeshKind.Secret)))
        {
            remarks.Find(ControlPlaneFindings.UnknownRegistry, registry, $"fromRegistry {registry.Text}, and istiod knows {string.Join(", ", known.Order(StringComparer.Ordinal).Take(10))}");
        }
    }
}
