using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Lint.Rules.Services;

/// <summary>What a port of a Service speaks, as Istio reads it from appProtocol or the port's name. Source: istio, pkg/config/protocol/instance.go.</summary>
internal static class Protocols
{
    private static readonly string[] Known = ["grpc", "grpc-web", "http", "http2", "https", "tcp", "tls", "udp", "mongo", "redis", "mysql", "hbone", "auto"];

    /// <summary>The protocol; null where nothing says it.</summary>
    /// <param name="port">A port of a Service.</param>
    public static string? Of(Field port)
    {
        if (port["appProtocol"].Text is { Length: > 0 } own)
        {
            return own switch { "kubernetes.io/h2c" => "http2", "kubernetes.io/ws" or "kubernetes.io/wss" => "http", _ => own.ToLowerInvariant() };
        }

        if (port["protocol"].Text is "UDP" or "SCTP")
        {
            return "udp";
        }

        // Known without a name, for their servers speak first or are what they are.
        if (port["port"].Whole is 22 or 25 or 3306 or 27017)
        {
            return "tcp";
        }

        var name = port["name"].Text?.ToLowerInvariant() ?? "";
        return name.StartsWith("grpc-web", StringComparison.Ordinal) ? "grpc-web" : Known.FirstOrDefault(known => name == known || name.StartsWith($"{known}-", StringComparison.Ordinal));
    }
}
