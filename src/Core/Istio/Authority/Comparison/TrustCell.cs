using Mesh.Core.Certificates;

namespace Mesh.Core.Istio.Authority.Comparison;

/// <summary>Whether a workload of one cluster is accepted in another. The other direction is another cell.</summary>
/// <param name="From">The cluster that issues the certificate.</param>
/// <param name="To">The cluster that verifies it.</param>
/// <param name="Server">Whether it is accepted from a server; null when it is not known.</param>
/// <param name="Client">Whether it is accepted from a client; null when it is not known.</param>
/// <param name="Unknown">Why it is not known; null when it is.</param>
internal sealed record TrustCell(ClusterRoots From, ClusterRoots To, Judgement? Server, Judgement? Client, string? Unknown)
{
    /// <summary>True when it is accepted in both roles, false when it is refused in one, null when it is not known.</summary>
    public bool? Accepts => Server is null || Client is null ? null : Server.Accepts && Client.Accepts;

    /// <summary>As the matrix prints it.</summary>
    public override string ToString() => (Server?.Accepts, Client?.Accepts) switch
    {
        (true, true) => "accepted",
        (false, false) => "REFUSED",
        (false, true) => "REFUSED as server",
        (true, false) => "REFUSED as client",
        _ => "not known",
    };
}
