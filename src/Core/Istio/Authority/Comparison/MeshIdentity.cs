using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Istio.Authority.Comparison;

/// <summary>What a cluster's meshConfig says of identities and of the namespaces that istiod discovers.</summary>
/// <param name="TrustDomain">The trust domain of its workloads.</param>
/// <param name="Aliases">The trust domains that are taken for its own.</param>
/// <param name="Discovery">The namespaces that istiod looks at: those that meet one of these; all where there is none.</param>
internal sealed record MeshIdentity(string TrustDomain, IReadOnlyList<string> Aliases, IReadOnlyList<LabelSelector> Discovery)
{
    private const string Default = "cluster.local";

    public bool Accepts(string trustDomain) => trustDomain == TrustDomain || Aliases.Contains(trustDomain);

    public bool Discovers(JsonObject space) => Discovery.Count == 0 || Discovery.Any(selector => selector.Matches(space.Child("metadata", "labels")));

    /// <summary>Reads it; null where the ConfigMap is not there.</summary>
    /// <exception cref="YamlSyntaxException">Its mesh is no YAML.</exception>
    public static async Task<MeshIdentity?> ReadAsync(ICluster cluster, IstioOptions istio, CancellationToken cancellation)
    {
        var name = istio.Revision is { } revision and not "default" ? $"istio-{revision}" : "istio";
        if (await cluster.GetAsync(ResourceKind.ConfigMap, istio.Namespace, name, cancellation) is not { } map)
        {
            return null;
        }

        var mesh = YamlDocuments.Parse(map.Text("data", "mesh") ?? "", $"mesh of configmap/{name} in {istio.Namespace} of {cluster.Context}") is [JsonObject first, ..] ? first : [];
        return new(
            mesh.Text("trustDomain") is { Length: > 0 } domain ? Model.Printable.OneLine(domain) : Default,
            [.. mesh.Elements("trustDomainAliases").Select(alias => alias.Text()).OfType<string>().Select(Model.Printable.OneLine)],
            [.. mesh.Items("discoverySelectors").Select(selector => LabelSelector.Of(selector))]);
    }
}
