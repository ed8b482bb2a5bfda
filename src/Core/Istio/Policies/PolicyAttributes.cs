namespace Mesh.Core.Istio.Policies;

/// <summary>What is to be known of the attributes, and the fields that ask for them.</summary>
internal static class PolicyAttributes
{
    /// <summary>The fields of from.source and what they look at; each has a twin that begins with not.</summary>
    public static readonly IReadOnlyDictionary<string, PolicyAttribute> OfSource = new Dictionary<string, PolicyAttribute>(StringComparer.Ordinal)
    {
        ["principals"] = PolicyAttribute.Principal,
        ["requestPrincipals"] = PolicyAttribute.RequestPrincipal,
        ["namespaces"] = PolicyAttribute.Namespace,
        ["serviceAccounts"] = PolicyAttribute.ServiceAccount,
        ["ipBlocks"] = PolicyAttribute.SourceIp,
        ["remoteIpBlocks"] = PolicyAttribute.RemoteIp,
    };

    /// <summary>The fields of to.operation and what they look at; each has a twin that begins with not.</summary>
    public static readonly IReadOnlyDictionary<string, PolicyAttribute> OfOperation = new Dictionary<string, PolicyAttribute>(StringComparer.Ordinal)
    {
        ["hosts"] = PolicyAttribute.Host,
        ["ports"] = PolicyAttribute.Port,
        ["methods"] = PolicyAttribute.Method,
        ["paths"] = PolicyAttribute.Path,
    };

    private static readonly Dictionary<string, PolicyAttribute> OfCondition = new(StringComparer.Ordinal)
    {
        ["source.ip"] = PolicyAttribute.SourceIp,
        ["remote.ip"] = PolicyAttribute.RemoteIp,
        ["source.namespace"] = PolicyAttribute.Namespace,
        ["source.principal"] = PolicyAttribute.Principal,
        ["source.serviceAccount"] = PolicyAttribute.ServiceAccount,
        ["request.auth.principal"] = PolicyAttribute.RequestPrincipal,
        ["request.auth.audiences"] = PolicyAttribute.RequestAudience,
        ["request.auth.presenter"] = PolicyAttribute.RequestPresenter,
        ["destination.ip"] = PolicyAttribute.DestinationIp,
        ["destination.port"] = PolicyAttribute.Port,
        ["connection.sni"] = PolicyAttribute.Sni,
    };

    /// <summary>What a key of when looks at.</summary>
    /// <param name="key">The key.</param>
    public static PolicyAttribute OfKey(string key) =>
        OfCondition.TryGetValue(key, out var attribute) ? attribute
        : key.StartsWith("request.headers", StringComparison.Ordinal) ? PolicyAttribute.RequestHeader
        : key.StartsWith("request.auth.claims", StringComparison.Ordinal) ? PolicyAttribute.RequestClaim
        : key.StartsWith("experimental.envoy.filters.", StringComparison.Ordinal) ? PolicyAttribute.EnvoyMetadata
        : PolicyAttribute.Unknown;

    /// <summary>True for what only HTTP has. On a TCP port a DENY goes without it, and so matches more; an ALLOW with it is left out.</summary>
    /// <param name="attribute">The attribute.</param>
    public static bool IsHttpOnly(this PolicyAttribute attribute) => attribute is PolicyAttribute.Host or PolicyAttribute.Method or PolicyAttribute.Path or PolicyAttribute.RequestPrincipal
        or PolicyAttribute.RequestAudience or PolicyAttribute.RequestPresenter or PolicyAttribute.RequestClaim or PolicyAttribute.RequestHeader;

    /// <summary>True for what only a peer with a certificate has.</summary>
    /// <param name="attribute">The attribute.</param>
    public static bool IsIdentity(this PolicyAttribute attribute) => attribute is PolicyAttribute.Principal or PolicyAttribute.Namespace or PolicyAttribute.ServiceAccount;

    /// <summary>The attribute in words, after "the".</summary>
    /// <param name="attribute">The attribute.</param>
    public static string Words(this PolicyAttribute attribute) => attribute switch
    {
        PolicyAttribute.SourceIp => "source IP",
        PolicyAttribute.RemoteIp => "remote IP",
        PolicyAttribute.Principal => "principal",
        PolicyAttribute.Namespace => "namespace of the peer",
        PolicyAttribute.ServiceAccount => "service account of the peer",
        PolicyAttribute.RequestPrincipal => "request principal",
        PolicyAttribute.RequestAudience => "audience of the token",
        PolicyAttribute.RequestPresenter => "presenter of the token",
        PolicyAttribute.RequestClaim => "claim",
        PolicyAttribute.RequestHeader => "header",
        PolicyAttribute.Host => "host",
        PolicyAttribute.Method => "method",
        PolicyAttribute.Path => "path",
        PolicyAttribute.Port => "port",
        PolicyAttribute.DestinationIp => "destination IP",
        PolicyAttribute.Sni => "server name",
        PolicyAttribute.EnvoyMetadata => "Envoy metadata",
        _ => "unknown attribute",
    };
}
