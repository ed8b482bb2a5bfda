namespace Mesh.Core.Istio.Lint.Objects;

/// <summary>A kind of object by its group, whatever the version: two kinds are called Gateway.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Kind">The kind.</param>
internal readonly record struct MeshKind(string Group, string Kind)
{
    private const string Networking = "networking.istio.io";
    private const string Security = "security.istio.io";
    private const string GatewayApi = "gateway.networking.k8s.io";

    public static readonly MeshKind VirtualService = new(Networking, "VirtualService");
    public static readonly MeshKind DestinationRule = new(Networking, "DestinationRule");
    public static readonly MeshKind Gateway = new(Networking, "Gateway");
    public static readonly MeshKind ServiceEntry = new(Networking, "ServiceEntry");
    public static readonly MeshKind Sidecar = new(Networking, "Sidecar");
    public static readonly MeshKind EnvoyFilter = new(Networking, "EnvoyFilter");
    public static readonly MeshKind WorkloadEntry = new(Networking, "WorkloadEntry");
    public static readonly MeshKind PeerAuthentication = new(Security, "PeerAuthentication");
    public static readonly MeshKind RequestAuthentication = new(Security, "RequestAuthentication");
    public static readonly MeshKind AuthorizationPolicy = new(Security, "AuthorizationPolicy");
    public static readonly MeshKind Telemetry = new("telemetry.istio.io", "Telemetry");
    public static readonly MeshKind WasmPlugin = new("extensions.istio.io", "WasmPlugin");
    public static readonly MeshKind ProxyConfig = new("networking.istio.io", "ProxyConfig");
    public static readonly MeshKind ApiGateway = new(GatewayApi, "Gateway");
    public static readonly MeshKind HttpRoute = new(GatewayApi, "HTTPRoute");
    public static readonly MeshKind GrpcRoute = new(GatewayApi, "GRPCRoute");
    public static readonly MeshKind TlsRoute = new(GatewayApi, "TLSRoute");
    public static readonly MeshKind TcpRoute = new(GatewayApi, "TCPRoute");
    public static readonly MeshKind UdpRoute = new(GatewayApi, "UDPRoute");
    public static readonly MeshKind ReferenceGrant = new(GatewayApi, "ReferenceGrant");
    public static readonly MeshKind MutatingWebhook = new("admissionregistration.k8s.io", "MutatingWebhookConfiguration");
    public static readonly MeshKind ValidatingWebhook = new("admissionregistration.k8s.io", "ValidatingWebhookConfiguration");
    public static readonly MeshKind Service = new("", "Service");
    public static readonly MeshKind Secret = new("", "Secret");
    public static readonly MeshKind ConfigMap = new("", "ConfigMap");
    public static readonly MeshKind Namespace = new("", "Namespace");
    public static readonly MeshKind Pod = new("", "Pod");
    public static readonly MeshKind Deployment = new("apps", "Deployment");
    public static readonly MeshKind StatefulSet = new("apps", "StatefulSet");
    public static readonly MeshKind DaemonSet = new("apps", "DaemonSet");
    public static readonly MeshKind ReplicaSet = new("apps", "ReplicaSet");
    public static readonly MeshKind Job = new("batch", "Job");
    public static readonly MeshKind CronJob = new("batch", "CronJob");

    // Of the kinds that stand beside a mesh in files.
    private static readonly HashSet<string> ClusterScoped = ["Namespace", "Node", "PersistentVolume", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "GatewayClass", "IngressClass",
        "StorageClass", "PriorityClass", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "APIService", "RuntimeClass"];

    /// <summary>Whether its objects are in no namespace.</summary>
    public bool IsClusterScoped => ClusterScoped.Contains(Kind);

    /// <summary>As people say it in a sentence: <c>VirtualServices</c>, <c>PeerAuthentications</c>, <c>Telemetries</c>.</summary>
    public string Plural => Kind.EndsWith('y') && !Kind.EndsWith("ay", StringComparison.Ordinal) ? $"{Kind[..^1]}ies" : $"{Kind}s";

    /// <inheritdoc/>
    public override string ToString() => Group.Length == 0 ? Kind : $"{Kind}.{Group}";
}
