using Mesh.Core.Findings;

namespace Mesh.Core.Certificates;

/// <summary>What is wrong with a CA, and what each of those who have to live with it makes of it.</summary>
/// <param name="Bundle">The CA.</param>
/// <param name="Findings">What is wrong, worst first; each says the three judgements in its evidence.</param>
/// <param name="Istiod">Whether istiod starts with it.</param>
/// <param name="Server">Whether Envoy, as a client, accepts a server whose certificate this CA issued, and before it the agent beside it accepts istiod's.</param>
/// <param name="Client">Whether Envoy, as a server, accepts a client whose certificate this CA issued, and istiod does too.</param>
public sealed record CaReport(CaBundle Bundle, IReadOnlyList<Finding> Findings, Judgement Istiod, Judgement Server, Judgement Client);
