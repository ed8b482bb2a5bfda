using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Gateways;

/// <summary>A port of a gateway's Service.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Port">Where clients connect.</param>
/// <param name="Target">Where pods listen.</param>
internal sealed record GatewayPort(string Name, int Port, int Target)
{
    /// <summary>Where a load balancer asks whether the proxy is ready.</summary>
    public const int Status = 15021;

    /// <summary>The ports that the Service has to have: the configured ones, before them the one for health checks. Empty where none are configured.</summary>
    public static IReadOnlyList<GatewayPort> Of(GatewayOptions gateway)
    {
        var wanted = gateway.Ports.Select(port => new GatewayPort(port.Name ?? $"{port.Protocol.ToLowerInvariant()}-{port.Port}", port.Port, port.TargetPort == 0 ? port.Port : port.TargetPort)).ToList();
        return wanted.Count == 0 || wanted.Exists(port => port.Port == Status) ? wanted : [new("status-port", Status, Status), .. wanted];
    }

    /// <summary>As a Service has it.</summary>
    public JsonObject ToJson() => new() { ["name"] = Name, ["port"] = Port, ["protocol"] = "TCP", ["targetPort"] = Target };

    /// <summary>Whether a Service has it.</summary>
    public bool IsOn(JsonObject service) => service.Items("spec", "ports").Any(port =>
        port.Number("port") == Port && (port["targetPort"] is not { } target || target.ToString() is var text && (text == Target.ToString(System.Globalization.CultureInfo.InvariantCulture) || !text.All(char.IsAsciiDigit))));

    public override string ToString() => Port == Target ? $"{Port}" : $"{Port} to {Target}";
}
