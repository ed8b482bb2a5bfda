using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Policies;

/// <summary>An object that a policy is attached to instead of selecting workloads by label: a Gateway, a Service or ServiceEntry at its waypoint, or the waypoints' GatewayClass.</summary>
/// <param name="Group">The API group; empty for core.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Name">The name.</param>
/// <param name="Namespace">The namespace, where one is given; only the policy's own works.</param>
/// <param name="At">Where it stands.</param>
internal sealed record TargetRef(string Group, string Kind, string Name, string? Namespace, Field At)
{
    /// <summary>As people write it.</summary>
    public override string ToString() => $"{Kind} {Name}";
}
