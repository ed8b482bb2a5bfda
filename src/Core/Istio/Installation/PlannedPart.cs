using Mesh.Core.Delivery;
using Mesh.Core.Helm;

namespace Mesh.Core.Istio.Installation;

/// <summary>A part on its way into the cluster.</summary>
/// <param name="Part">Which.</param>
/// <param name="Release">Its release.</param>
/// <param name="Chart">What its chart says of itself.</param>
/// <param name="Plan">What installing it will do.</param>
internal sealed record PlannedPart(IstioPart Part, HelmRelease Release, ChartInfo Chart, ReleasePlan Plan);
