namespace Mesh.Core.Istio.Policies;

/// <summary>What of a request a field of a policy looks at. Source: istio, pilot/pkg/security/authz/model/model.go.</summary>
internal enum PolicyAttribute
{
    /// <summary>The address of the directly connected peer.</summary>
    SourceIp,

    /// <summary>The address of the original client, of X-Forwarded-For or the PROXY protocol.</summary>
    RemoteIp,

    /// <summary>The identity in the peer's certificate.</summary>
    Principal,

    /// <summary>The namespace in the peer's identity.</summary>
    Namespace,

    /// <summary>The service account in the peer's identity.</summary>
    ServiceAccount,

    /// <summary>Issuer and subject of the request's token.</summary>
    RequestPrincipal,

    /// <summary>The audiences of the request's token.</summary>
    RequestAudience,

    /// <summary>The authorized presenter of the request's token.</summary>
    RequestPresenter,

    /// <summary>A claim of the request's token.</summary>
    RequestClaim,

    /// <summary>A header of the request.</summary>
    RequestHeader,

    /// <summary>The host that the request names.</summary>
    Host,

    /// <summary>The method of the request.</summary>
    Method,

    /// <summary>The path of the request, without its query.</summary>
    Path,

    /// <summary>The port at which the workload listens.</summary>
    Port,

    /// <summary>The address that the connection goes to.</summary>
    DestinationIp,

    /// <summary>The server name of the TLS handshake.</summary>
    Sni,

    /// <summary>Metadata that another filter of Envoy set; no sample can say it.</summary>
    EnvoyMetadata,

    /// <summary>None that Istio knows; istiod leaves out the whole rule.</summary>
    Unknown,
}
