using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>A port of a gateway.</summary>
public sealed record GatewayPortOptions
{
    /// <summary>The port clients connect to.</summary>
    [AtLeast(1)]
    public required int Port { get; init; }

    /// <summary>The port its pods listen on; 0 for the same.</summary>
    [AtLeast(0)]
    public int TargetPort { get; init; }

    /// <summary>Its name; null for the protocol and the port, such as http-80.</summary>
    [Form(Forms.Label, Forms.LabelWords)]
    public string? Name { get; init; }

    /// <summary>What is spoken on it: HTTP, HTTPS, HTTP2, GRPC, TCP or TLS.</summary>
    [Form("^(HTTP|HTTPS|HTTP2|GRPC|TCP|TLS)$", "HTTP, HTTPS, HTTP2, GRPC, TCP or TLS")]
    public string Protocol { get; init; } = "HTTP";

    /// <summary>The secret with the certificate, in the namespace of the gateway's pods, for HTTPS and TLS; null where TLS ends elsewhere.</summary>
    public string? Credential { get; init; }
}
