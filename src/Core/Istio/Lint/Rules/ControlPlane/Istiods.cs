using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.ControlPlane;

/// <summary>The control planes, as what makes their pods says.</summary>
internal static class Istiods
{
    /// <summary>The ranges that no keys are fetched from.</summary>
    public const string BlockedRanges = "BLOCKED_CIDRS_IN_JWKS_URIS";

    /// <summary>What its own cluster is called.</summary>
    public const string ClusterId = "CLUSTER_ID";

    /// <summary>All of them.</summary>
    /// <param name="mesh">All objects.</param>
    public static IEnumerable<Workload> Of(MeshSet mesh) => mesh.Workloads.All.Where(workload => !workload.IsPod && workload.Labels.GetValueOrDefault("app") == "istiod");

    /// <summary>A variable of one; null where it is not set.</summary>
    /// <param name="istiod">The control plane.</param>
    /// <param name="name">The variable.</param>
    public static Field? Variable(Workload istiod, string name) => istiod.Containers.SelectMany(container => container["env"].Items).FirstOrDefault(one => one["name"].Text == name);
}
