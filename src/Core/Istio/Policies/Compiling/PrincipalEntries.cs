using Mesh.Core.Istio.Policies.Matching;

namespace Mesh.Core.Istio.Policies.Compiling;

/// <summary>
/// Entries of principals. One that names a whole identity of this mesh counts for each of the mesh's trust domains; cluster.local stands for whichever that is.
/// Source: istio, pilot/pkg/security/trustdomain/bundle.go.
/// </summary>
internal static class PrincipalEntries
{
    private const string Local = "cluster.local";

    /// <summary>The patterns.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="mesh">The trust domains.</param>
    public static IEnumerable<(TextPattern Pattern, int Index)> Patterns(IEnumerable<string> entries, MeshFacts mesh) =>
        entries.SelectMany((entry, index) => Of(entry, mesh).Select(text => (TextPattern.Of(text), index)));

    /// <summary>An entry, once for each trust domain it counts for.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="mesh">The trust domains.</param>
    public static IEnumerable<string> Of(string entry, MeshFacts mesh)
    {
        var domain = Spiffe.TrustDomainOf(entry);
        return domain.Length > 0 && (domain == Local || mesh.TrustDomains.Any(own => TextPattern.Of(domain).Fits(own)))
            ? mesh.TrustDomains.Select(own => $"{own}{entry[domain.Length..]}").Distinct(StringComparer.Ordinal)
            : [entry];
    }
}
