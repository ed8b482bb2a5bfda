using Mesh.Core.Findings;

namespace Mesh.Core.Istio.Injection;

/// <summary>A workload with what is known of its injection.</summary>
/// <param name="Live">The workload and its pods.</param>
/// <param name="Decision">What labels, webhooks and policy say.</param>
/// <param name="Proof">What the server makes of a new pod of it.</param>
/// <param name="Troubles">What is wrong.</param>
/// <param name="NeedsRestart">Whether a restart would mend its pods.</param>
internal sealed record JudgedWorkload(LiveWorkload Live, InjectionDecision Decision, ProofAnswer Proof, IReadOnlyList<(FindingKind Kind, string Seen, Severity Severity)> Troubles, bool NeedsRestart);
