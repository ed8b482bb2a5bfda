using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Helm;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Gateways;

/// <summary>A gateway on its way into the cluster.</summary>
/// <param name="Options">As it is configured.</param>
/// <param name="IsIstios">True when its chart is Istio's own.</param>
/// <param name="Chart">What its chart says of itself.</param>
/// <param name="Plan">What installing it will do.</param>
internal sealed record PlannedGateway(GatewayOptions Options, bool IsIstios, ChartInfo Chart, ReleasePlan Plan)
{
    /// <summary>Its release, as it will be installed.</summary>
    public HelmRelease Release => Plan.Release;

    /// <summary>Its Services, as rendered.</summary>
    public IReadOnlyList<JsonObject> Services { get; } = [.. Plan.Bodies.Where(item => item.Text("kind") == "Service" && item.Text("apiVersion") == "v1" && item.Text("spec", "type") != "ExternalName")];

    /// <summary>The ports that one of its Services has to have. Whether another chart than Istio's has a port for health checks is its own affair.</summary>
    public IReadOnlyList<GatewayPort> Ports => [.. GatewayPort.Of(Options).Where(port => IsIstios || port.Port != GatewayPort.Status || Options.Ports.Any(own => own.Port == port.Port))];

    /// <summary>The labels that its pods are selected by; empty where it has none of its own.</summary>
    public IReadOnlyDictionary<string, string> Selector { get; } =
        PlannedWorkloads.Of(Plan.Bodies).Select(one => one.Object.Texts("spec", "selector", "matchLabels")).FirstOrDefault(labels => labels.Count > 0) ?? new Dictionary<string, string>();
}
