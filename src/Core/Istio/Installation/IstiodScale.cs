using Mesh.Core.Configuration;
using Mesh.Core.Findings;

namespace Mesh.Core.Istio.Installation;

/// <summary>How many istiods there are. Source: autoscale.yaml and poddisruptionbudget.yaml of the chart istiod.</summary>
/// <param name="Least">The least number of pods.</param>
/// <param name="Most">To how many it may grow by itself; 0 where it may not, null to leave that to the chart.</param>
internal sealed record IstiodScale(int? Least, int? Most)
{
    /// <summary>What is configured.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/> when it contradicts itself.</exception>
    public static IstiodScale Of(IstiodOptions istiod) => istiod switch
    {
        { Replicas: var least and > 0, MaxReplicas: var most and > 0 } when most < least => throw new MeshException(ExitCode.Configuration,
            $"istio.istiod.maxReplicas {most} is below istio.istiod.replicas {least}, which is the least number where it grows by itself", "Raise maxReplicas, or leave it out for a fixed number"),
        { Replicas: 0, MaxReplicas: 0 } => new(null, null),
        { Replicas: 0, MaxReplicas: var most } => new(null, most),
        { Replicas: var least, MaxReplicas: var most } => new(least, most),
    };
}
