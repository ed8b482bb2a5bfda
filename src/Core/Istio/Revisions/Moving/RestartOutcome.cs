namespace Mesh.Core.Istio.Revisions.Moving;

/// <summary>What became of the restarts of a batch.</summary>
/// <param name="Workloads">How many workloads have a proxy.</param>
/// <param name="Wanted">How many proxies there are to be.</param>
/// <param name="Back">How many of them are ready, in pods that the restart made.</param>
/// <param name="Failures">What did not roll out, with the reason.</param>
internal sealed record RestartOutcome(int Workloads, long Wanted, long Back, IReadOnlyList<string> Failures);
