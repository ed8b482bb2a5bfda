using System.Text.Json.Nodes;
using Mesh.Core.Findings;

namespace Mesh.Core.Certificates.Chains;

/// <summary>A chain, taken apart and verified.</summary>
/// <param name="Name">The secret or the file it is from.</param>
/// <param name="Leaf">The workload's certificate; null when there are only CAs.</param>
/// <param name="Intermediates">The CAs that are sent along.</param>
/// <param name="Roots">What it was verified against.</param>
/// <param name="Identity">The workload's SPIFFE identity; null when it has none.</param>
/// <param name="TimeLeft">How long the first certificate on the way still lives that ends; zero when one has ended.</param>
/// <param name="Server">Whether the mesh accepts it from a server.</param>
/// <param name="Client">Whether the mesh accepts it from a client.</param>
/// <param name="Reason">Why not, in words; empty where it is accepted.</param>
/// <param name="Findings">What is wrong, worst first.</param>
public sealed record CheckedChain(string Name, CertificateFacts? Leaf, IReadOnlyList<CertificateFacts> Intermediates, IReadOnlyList<CertificateFacts> Roots, string? Identity, TimeSpan TimeLeft,
    Judgement Server, Judgement Client, string Reason, IReadOnlyList<Finding> Findings)
{
    internal JsonObject ToJson() => new()
    {
        ["name"] = Name, ["identity"] = Identity, ["leaf"] = Leaf?.ToJson(), ["intermediates"] = CertificateFacts.ToJson(Intermediates), ["roots"] = CertificateFacts.ToJson(Roots),
        ["secondsLeft"] = (long)TimeLeft.TotalSeconds, ["server"] = Server.ToString(), ["client"] = Client.ToString(), ["reason"] = Reason,
    };
}
