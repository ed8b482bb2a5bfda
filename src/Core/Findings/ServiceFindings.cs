namespace Mesh.Core.Findings;

/// <summary>What can be wrong with Services and workloads that a mesh serves.</summary>
public static class ServiceFindings
{
    /// <summary>A port whose protocol nobody says.</summary>
    public static readonly FindingKind PortName = new("SVC001", "Port without a protocol", Severity.Info,
        "Neither appProtocol nor the beginning of the port's name says what is spoken there; the proxy then waits for the first bytes and guesses, which delays protocols where the server speaks first",
        "Set appProtocol, or begin the name with http-, grpc-, tcp- and so on")
    { Overlaps = ["IST0118", "KIA0601"] };

    /// <summary>One port, two protocols.</summary>
    public static readonly FindingKind PortProtocols = new("SVC002", "Pods behind one port with two protocols", Severity.Warning,
        "The pods' proxy has one listener for the port and takes the protocol of one of the Services",
        "Give both Services the same protocol for the port")
    { Overlaps = ["IST0116"] };

    /// <summary>One target, two ports.</summary>
    public static readonly FindingKind PortTargets = new("SVC003", "Pods' port behind different ports of Services", Severity.Warning,
        "Two Services lead to the same port of the same pods under different numbers; routes by the number of the port then meet only one of them",
        "Use the same port in both Services, or one Service for the pods")
    { Overlaps = ["IST0137"] };

    /// <summary>An ExternalName that is caught as TCP.</summary>
    public static readonly FindingKind ExternalName = new("SVC004", "ExternalName with a TCP port", Severity.Warning,
        "A TCP port has no name to tell hosts apart by, so that the proxy takes every connection to that port, wherever it goes, for one to this Service",
        "Name the port http, http2, grpc or tls, or leave the ports out")
    { Overlaps = ["IST0150"] };

    /// <summary>A target port by a name that no pod has.</summary>
    public static readonly FindingKind TargetName = new("SVC005", "Named port that no pod has", Severity.Error,
        "targetPort is a name, and no container of the pods behind the Service gives a port that name; the Service has no endpoint there",
        "Write the name that a container's port has, or the number")
    { Overlaps = ["KIA0701"] };

    /// <summary>The proxy's own user.</summary>
    public static readonly FindingKind ProxyUser = new("SVC006", "Application runs as the proxy's user", Severity.Warning,
        "What user 1337 sends is not caught, since the proxy itself runs as that user; the application's traffic then goes past the mesh",
        "Run the application as any other user")
    { Overlaps = ["IST0144"] };

    /// <summary>A server for its own pod alone.</summary>
    public static readonly FindingKind LocalListener = new("SVC007", "Server seems to listen on localhost", Severity.Warning,
        "What listens on the loopback address is reached from within its pod alone; the Service's callers come by the pod's address, with a sidecar and without, and are refused",
        "Listen on 0.0.0.0 or [::], or lead the port to localhost by the defaultEndpoint of a Sidecar's ingress")
    { Overlaps = ["IST0143"] };

    /// <summary>Tokens on a port that carries none.</summary>
    public static readonly FindingKind TokensOnTcp = new("SVC008", "Tokens asked for where there is no HTTP", Severity.Warning,
        "A RequestAuthentication reads headers of requests, and no port of a Service before the workload is of HTTP, so that it verifies nothing",
        "Set appProtocol or the port's name to what is spoken there, http, http2 or grpc")
    { Overlaps = ["IST0119"] };

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<FindingKind> All { get; } = [PortName, PortProtocols, PortTargets, ExternalName, TargetName, ProxyUser, LocalListener, TokensOnTcp];
}
