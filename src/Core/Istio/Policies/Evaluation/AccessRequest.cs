using Mesh.Core.Model;

namespace Mesh.Core.Istio.Policies.Evaluation;

/// <summary>A request as a proxy sees it. What is null or empty the request does not have: no entry fits it, and every not… field holds.</summary>
internal sealed record AccessRequest
{
    private static readonly IReadOnlyDictionary<string, string> NoHeaders = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> NoClaims = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>True where the port carries plain TCP, or what Istio takes for it: nothing of HTTP is known then.</summary>
    public bool IsTcp { get; init; }

    /// <summary>The directly connected peer.</summary>
    public AddressRange? SourceIp { get; init; }

    /// <summary>The original client; where nothing says so, the peer.</summary>
    public AddressRange? RemoteIp { get; init; }

    /// <summary>The address the connection goes to.</summary>
    public AddressRange? DestinationIp { get; init; }

    /// <summary>The peer's identity, without spiffe://; null for plain text.</summary>
    public string? Principal { get; init; }

    /// <summary>The namespace in it.</summary>
    public string? Namespace { get; init; }

    /// <summary>The service account in it.</summary>
    public string? ServiceAccount { get; init; }

    /// <summary>The issuer of the token.</summary>
    public string? Issuer { get; init; }

    /// <summary>The subject of the token.</summary>
    public string? Subject { get; init; }

    /// <summary>Claims of the token by their path, such as <c>realm][role</c> for a nested one.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Claims { get; init; } = NoClaims;

    /// <summary>The host with its port, where the client names one.</summary>
    public string? Host { get; init; }

    /// <summary>The method.</summary>
    public string? Method { get; init; }

    /// <summary>The path, without query, normalized.</summary>
    public string? Path { get; init; }

    /// <summary>The port at which the workload listens.</summary>
    public int? Port { get; init; }

    /// <summary>Headers by name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = NoHeaders;

    /// <summary>The server name of the TLS handshake.</summary>
    public string? Sni { get; init; }

    /// <summary>What the external authorizer answers; null where nobody has said it.</summary>
    public bool? CustomAllows { get; init; }
}
