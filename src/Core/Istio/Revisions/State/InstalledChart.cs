namespace Mesh.Core.Istio.Revisions.State;

/// <summary>A helm release as it was.</summary>
/// <param name="Revision">Helm's number of its revision.</param>
/// <param name="Chart">Name and version of its chart, such as istiod-1.28.0.</param>
internal sealed record InstalledChart(int Revision, string Chart);
