namespace Mesh.Core.Istio.Lint.Rules.Metadata;

/// <summary>The annotations of Istio, where they count and what they hold. Source: istio/api, annotation/annotations.yaml and label/labels.yaml.</summary>
internal static class IstioAnnotations
{
    private static readonly IstioAnnotation[] All =
    [
        new("sidecar.istio.io/inject", "Pod", "bool", "the label sidecar.istio.io/inject"),
        new("sidecar.istio.io/status", "Pod", "json"),
        new("sidecar.istio.io/rewriteAppHTTPProbers", "Pod", "bool"),
        new("sidecar.istio.io/nativeSidecar", "Pod", "bool"),
        new("sidecar.istio.io/enableCoreDump", "Pod", "bool"),
        new("sidecar.istio.io/logLevel", "Pod"),
        new("sidecar.istio.io/componentLogLevel", "Pod"),
        new("sidecar.istio.io/agentLogLevel", "Pod"),
        new("sidecar.istio.io/discoveryAddress", "Pod", Instead: "proxy.istio.io/config"),
        new("sidecar.istio.io/proxyImage", "Pod"),
        new("sidecar.istio.io/proxyImageType", "Pod"),
        new("sidecar.istio.io/proxyCPU", "Pod", "quantity"),
        new("sidecar.istio.io/proxyCPULimit", "Pod", "quantity"),
        new("sidecar.istio.io/proxyMemory", "Pod", "quantity"),
        new("sidecar.istio.io/proxyMemoryLimit", "Pod", "quantity"),
        new("sidecar.istio.io/interceptionMode", "Pod"),
        new("sidecar.istio.io/bootstrapOverride", "Pod"),
        new("sidecar.istio.io/extraStatTags", "Pod"),
        new("sidecar.istio.io/statsInclusionPrefixes", "Pod", Instead: "proxyStatsMatcher in proxy.istio.io/config"),
        new("sidecar.istio.io/statsInclusionSuffixes", "Pod", Instead: "proxyStatsMatcher in proxy.istio.io/config"),
        new("sidecar.istio.io/statsInclusionRegexps", "Pod", Instead: "proxyStatsMatcher in proxy.istio.io/config"),
        new("sidecar.istio.io/statsHistogramBuckets", "Pod", "json"),
        new("sidecar.istio.io/statsCompression", "Pod", "bool"),
        new("sidecar.istio.io/userVolume", "Pod", "json"),
        new("sidecar.istio.io/userVolumeMount", "Pod", "json"),
        new("sidecar.istio.io/controlPlaneAuthPolicy", "Pod", Instead: "the mesh's own mTLS"),
        new("traffic.sidecar.istio.io/includeInboundPorts", "Pod", "ports"),
        new("traffic.sidecar.istio.io/excludeInboundPorts", "Pod", "ports"),
        new("traffic.sidecar.istio.io/includeOutboundPorts", "Pod", "ports"),
        new("traffic.sidecar.istio.io/excludeOutboundPorts", "Pod", "ports"),
        new("traffic.sidecar.istio.io/includeOutboundIPRanges", "Pod", "ranges"),
        new("traffic.sidecar.istio.io/excludeOutboundIPRanges", "Pod", "ranges"),
        new("traffic.sidecar.istio.io/excludeInterfaces", "Pod"),
        new("traffic.sidecar.istio.io/kubevirtInterfaces", "Pod", Instead: "istio.io/reroute-virtual-interfaces"),
        new("istio.io/reroute-virtual-interfaces", "Pod"),
        new("status.sidecar.istio.io/port", "Pod", "number"),
        new("readiness.status.sidecar.istio.io/initialDelaySeconds", "Pod", "number"),
        new("readiness.status.sidecar.istio.io/periodSeconds", "Pod", "number"),
        new("readiness.status.sidecar.istio.io/failureThreshold", "Pod", "number"),
        new("readiness.status.sidecar.istio.io/applicationPorts", "Pod", "ports"),
        new("inject.istio.io/templates", "Pod"),
        new("inject.istio.io/overridden", "Pod"),
        new("proxy.istio.io/config", "Pod"),
        new("proxy.istio.io/overrides", "Pod"),
        new("prometheus.istio.io/merge-metrics", "Pod", "bool"),
        new("ambient.istio.io/redirection", "Pod"),
        new("ambient.istio.io/bypass-inbound-capture", "Pod", "bool"),
        new("ambient.istio.io/dns-capture", "Pod", "bool"),
        new("ambient.istio.io/waypoint-inbound-binding", "GatewayClass"),
        new("istio.io/rev", "Any"),
        new("istio.io/dry-run", "AuthorizationPolicy", "bool"),
        new("networking.istio.io/exportTo", "Service"),
        new("networking.istio.io/traffic-distribution", "Service ServiceEntry Namespace"),
        new("networking.istio.io/service-type", "Gateway"),
        new("networking.istio.io/address-type", "Gateway"),
        new("traffic.istio.io/nodeSelector", "Service", "json"),
        new("topology.istio.io/controlPlaneClusters", "Namespace"),
        new("internal.istio.io/*", "Any"),
        new("install.operator.istio.io/*", "Any"),
        new("operator.istio.io/*", "Any"),
        new("gateway.istio.io/*", "Any"),
        new("galley.istio.io/analyze-suppress", "Any"),
        new("galley.istio.io/convertFromIngress", "Any"),
        new("security.istio.io/autoMTLS", "Any", "bool"),
    ];

    private static readonly Dictionary<string, IstioAnnotation> ByName = All.Where(one => !one.Name.EndsWith('*')).ToDictionary(one => one.Name, StringComparer.Ordinal);
    private static readonly string[] Families = [.. All.Where(one => one.Name.EndsWith('*')).Select(one => one.Name[..^1])];

    /// <summary>The names, for the nearest one to a typing error.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>Whether a name is one of Istio's.</summary>
    /// <param name="name">The annotation's name.</param>
    public static bool IsIstios(string name) => name.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 && (name.AsSpan(0, slash) is "istio.io" || name.AsSpan(0, slash).EndsWith(".istio.io", StringComparison.Ordinal)) && !Families.Any(family => name.StartsWith(family, StringComparison.Ordinal));

    /// <summary>The annotation; null when Istio has none of this name.</summary>
    /// <param name="name">Its name.</param>
    public static IstioAnnotation? Find(string name) => ByName.GetValueOrDefault(name);
}
