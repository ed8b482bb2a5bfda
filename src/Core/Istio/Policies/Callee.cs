namespace Mesh.Core.Istio.Policies;

/// <summary>What a request goes to: pods with the same labels in a namespace.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Labels">The labels of its pods.</param>
internal sealed record Callee(string Namespace, IReadOnlyDictionary<string, string> Labels)
{
    private const string GatewayLabel = "gateway.networking.k8s.io/gateway-name";
    private const string ClassLabel = "gateway.networking.k8s.io/gateway-class-name";

    /// <summary>What it is called, for people: <c>deployment/web in beta</c>.</summary>
    public string Name { get; init; } = $"{string.Join(',', Labels.Select(label => $"{label.Key}={label.Value}"))} in {Namespace}";

    /// <summary>The Gateway of the Gateway API that it runs for; null for any other workload.</summary>
    public string? Gateway => Labels.GetValueOrDefault(GatewayLabel);

    /// <summary>Whether it is a waypoint, to which selectors do not count.</summary>
    public bool IsWaypoint => Gateway is not null && (Labels.GetValueOrDefault(ClassLabel) is "istio-waypoint" || Labels.GetValueOrDefault("gateway.istio.io/managed") is "istio.io-mesh-controller");

    /// <summary>The Services behind it, where it is a waypoint, as namespace/name.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];
}
