using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.EnvoyFilters;

/// <summary>Patches of EnvoyFilters that depend on their order, or do nothing.</summary>
internal sealed class Patches : ILintRule
{
    // MERGE changes what is there, wherever it stands.
    private static readonly string[] Relative = ["INSERT_BEFORE", "INSERT_AFTER", "INSERT_FIRST"];
    private static readonly string[] Routes = ["ROUTE_CONFIGURATION", "HTTP_ROUTE"];

    public IReadOnlyList<FindingKind> Kinds =>
    [
        ProxyConfigurationFindings.RelativePatch, ProxyConfigurationFindings.ReplaceIgnored, ProxyConfigurationFindings.AddIgnored, ProxyConfigurationFindings.RemoveIgnored, ProxyConfigurationFindings.VersionedPatch,
        ProxyConfigurationFindings.EveryProxy,
    ];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var filter in mesh.Of(MeshKind.EnvoyFilter))
        {
            if (filter.Namespace == mesh.Settings.RootNamespace && !filter.Spec["workloadSelector"].IsThere && !filter.Spec["targetRefs"].IsThere && filter.Spec["configPatches"].Items.Any(patch => patch["match"]["context"].Text is null or "ANY"))
            {
                remarks.Find(ProxyConfigurationFindings.EveryProxy, filter.Root["metadata"]["name"], $"in {filter.Namespace}, without workloadSelector and match.context");
            }

            foreach (var patch in filter.Spec["configPatches"].Items)
            {
                Look(filter, patch, remarks);
            }
        }
    }

    private static void Look(MeshObject filter, Field patch, Remarks remarks)
    {
        var (operation, applies) = (patch["patch"]["operation"], patch["applyTo"].Text ?? "");
        var ignored = operation.Text switch
        {
            "REPLACE" when applies is not ("HTTP_FILTER" or "NETWORK_FILTER") => ProxyConfigurationFindings.ReplaceIgnored,
            "ADD" when Routes.Contains(applies) => ProxyConfigurationFindings.AddIgnored,
            "REMOVE" when Routes.Contains(applies) => ProxyConfigurationFindings.RemoveIgnored,
            _ => null,
        };
        if (ignored is not null)
        {
            remarks.Find(ignored, operation, $"{operation.Text} for {applies}");
            return;
        }

        if (!Relative.Contains(operation.Text) && operation.Text is not "REPLACE")
        {
            return;
        }

        if (patch["match"]["proxy"]["proxyVersion"] is { IsThere: true } version)
        {
            remarks.Find(ProxyConfigurationFindings.VersionedPatch, version, $"{operation.Text} for proxies {version.Text} alone");
        }

        if (!filter.Spec["priority"].IsThere)
        {
            remarks.Find(ProxyConfigurationFindings.RelativePatch, operation, $"{operation.Text} for {applies} without priority");
        }
    }
}
