using Mesh.Core.Istio.Lint.Rules.Authorization;
using Mesh.Core.Istio.Lint.Rules.VirtualServices;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint;

/// <summary>All rules.</summary>
internal static class LintRules
{
    /// <summary>One line each.</summary>
    public static IReadOnlyList<ILintRule> All { get; } =
    [
        new Weights(),
        new ShadowedAllow(), new DenyAll(), new AllowNothing(), new AllowAll(), new OnePath(), new HttpOnTcp(), new AddressOfGateway(), new TrustedProxies(), new PlainTextIdentity(), new Principals(),
        new Attachment(), new AlternativeClauses(), new HostsAndPaths(), new PeerNamespaces(), new Probes(), new Custom(), new DryRuns(), new RefusedPolicies(),
    ];

    /// <summary>What they find, in the order of files and lines.</summary>
    /// <param name="mesh">The objects.</param>
    public static Remarks Look(MeshSet mesh)
    {
        var remarks = new Remarks(mesh.Coverage);
        foreach (var rule in All)
        {
            rule.Look(mesh, remarks);
        }

        return remarks;
    }
}
