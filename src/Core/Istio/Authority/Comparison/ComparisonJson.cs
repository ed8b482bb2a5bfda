using System.Text.Json.Nodes;
using Mesh.Core.Certificates;

namespace Mesh.Core.Istio.Authority.Comparison;

/// <summary>The comparison as programs read it.</summary>
internal static class ComparisonJson
{
    /// <summary>The member of the report.</summary>
    public const string Name = "roots";

    public static JsonObject Of(IReadOnlyList<ClusterRoots> clusters, IReadOnlyList<TrustCell> cells) => new()
    {
        ["clusters"] = new JsonArray([.. clusters.Select(Cluster)]),
        ["certificates"] = CertificateFacts.ToJson(clusters.SelectMany(cluster => cluster.Authorities.Concat(cluster.Places.SelectMany(place => place.Roots.Certificates)))
            .DistinctBy(one => one.Fingerprint).Select(CertificateFacts.Of)),
        ["matrix"] = new JsonArray([.. cells.Select(Cell)]),
    };

    private static JsonObject Cluster(ClusterRoots cluster) => new()
    {
        ["name"] = cluster.Name,
        ["context"] = cluster.Member.Context,
        ["server"] = cluster.Member.Cluster?.Server,
        ["identity"] = cluster.Uid,
        ["trustDomain"] = cluster.Identity?.TrustDomain,
        ["trustDomainAliases"] = cluster.Identity is null ? null : Texts(cluster.Identity.Aliases),
        ["signsWith"] = cluster.Cas?.Used?.ToString(),
        ["signing"] = cluster.Signer?.Signing?.Fingerprint,
        ["trusted"] = cluster.Trusted is null ? null : Texts(cluster.Trusted.Roots.Fingerprints),
        ["places"] = new JsonArray([.. cluster.Places.Select(place => new JsonObject
        {
            ["place"] = $"{place}", ["roots"] = Texts(place.Roots.Fingerprints), ["agrees"] = place.Follows ? Agreement.Agrees(cluster, place) : null, ["damage"] = place.Roots.Damage,
        })]),
        ["lacking"] = cluster.Lacking is null ? null : Texts(cluster.Lacking),
        ["notEvaluated"] = Texts(cluster.NotEvaluated),
        ["error"] = cluster.Error?.Reason,
    };

    private static JsonObject Cell(TrustCell cell) => new()
    {
        ["from"] = cell.From.Name, ["to"] = cell.To.Name, ["accepted"] = cell.Accepts, ["server"] = cell.Server?.ToString(), ["client"] = cell.Client?.ToString(), ["unknown"] = cell.Unknown,
    };

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];
}
