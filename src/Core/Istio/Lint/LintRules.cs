using Mesh.Core.Istio.Lint.Rules.Authorization;
using Mesh.Core.Istio.Lint.Rules.ControlPlane;
using Mesh.Core.Istio.Lint.Rules.DestinationRules;
using Mesh.Core.Istio.Lint.Rules.EnvoyFilters;
using Mesh.Core.Istio.Lint.Rules.GatewayApi;
using Mesh.Core.Istio.Lint.Rules.Gateways;
using Mesh.Core.Istio.Lint.Rules.Metadata;
using Mesh.Core.Istio.Lint.Rules.PeerAuthentications;
using Mesh.Core.Istio.Lint.Rules.ServiceEntries;
using Mesh.Core.Istio.Lint.Rules.Services;
using Mesh.Core.Istio.Lint.Rules.Sidecars;
using Mesh.Core.Istio.Lint.Rules.Telemetries;
using Mesh.Core.Istio.Lint.Rules.VirtualServices;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint;

/// <summary>All rules.</summary>
internal static class LintRules
{
    /// <summary>One line each.</summary>
    /// <param name="time">The clock, for certificates.</param>
    public static IReadOnlyList<ILintRule> All(TimeProvider time) =>
    [
        new Weights(),
        new UnreachableRules(),
        new Destinations(),
        new HostConflicts(),
        new BoundGateways(),
        new Timing(),
        new UnsafeRetries(),
        new FaultsLeftIn(),
        new Actions(),
        new ClaimRouting(),
        new Delegates(),
        new BadExpressions(),
        new TlsModes(),
        new TlsCertificates(),
        new Subsets(),
        new RulesOfHost(),
        new CircuitBreakers(),
        new ConnectTimeouts(),
        new ServerTls(),
        new Overlaps(),
        new Reachability(),
        new Credentials(),
        new CertificateChains(time),
        new Parents(),
        new Backends(),
        new Listeners(),
        new ListenerCertificates(),
        new RepeatedMatches(),
        new RouteExpressions(),
        new IdleSelectors(),
        new Targets(),
        new Conditions(),
        new Modes(),
        new StrictCallers(),
        new Ports(),
        new ProxyUsers(),
        new LocalListeners(),
        new TokensOnTcp(),
        new KeyFetches(),
        new WebhookServices(),
        new Networks(),
        new SidecarScopes(),
        new Entries(),
        new Patches(),
        new TelemetryScopes(),
        new Namespaces(),
        new ApiVersions(),
        new Annotations(),
        new ShadowedAllow(),
        new DenyAll(),
        new AllowNothing(),
        new AllowAll(),
        new OnePath(),
        new HttpOnTcp(),
        new AddressOfGateway(),
        new TrustedProxies(),
        new PlainTextIdentity(),
        new Principals(),
        new Attachment(),
        new AlternativeClauses(),
        new HostsAndPaths(),
        new PeerNamespaces(),
        new Probes(),
        new Custom(),
        new DryRuns(),
        new RefusedPolicies(),
    ];

    /// <summary>What they find.</summary>
    /// <param name="mesh">The objects.</param>
    /// <param name="time">The clock, for certificates.</param>
    public static Remarks Look(MeshSet mesh, TimeProvider time)
    {
        var remarks = new Remarks(mesh.Coverage);
        foreach (var rule in All(time))
        {
            rule.Look(mesh, remarks);
        }

        return remarks;
    }
}
