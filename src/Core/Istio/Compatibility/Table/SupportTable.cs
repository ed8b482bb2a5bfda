namespace Mesh.Core.Istio.Compatibility.Table;

/// <summary>Which versions belong together, and until when each is looked after. Data, with the day it speaks for.</summary>
/// <param name="AsOf">The last day that any of its sources speaks for.</param>
/// <param name="Sources">Where its rows are from.</param>
/// <param name="Istio">The rows of Istio, newest first.</param>
/// <param name="Eks">The rows of Amazon EKS, newest first.</param>
/// <param name="Notes">What is believed elsewhere about a version of Kubernetes and is not so.</param>
public sealed record SupportTable(
    DateOnly AsOf,
    IReadOnlyList<TableSource> Sources,
    IReadOnlyList<IstioRow> Istio,
    IReadOnlyList<EksRow> Eks,
    IReadOnlyDictionary<MinorVersion, string> Notes)
{
    /// <summary>The newest version of Kubernetes that any row of Istio names; null for a table without rows.</summary>
    public MinorVersion? NewestKubernetes => Istio.SelectMany(row => row.Kubernetes).Cast<MinorVersion?>().Max();

    /// <summary>The row of a version of Istio; null where there is none.</summary>
    /// <param name="version">The version.</param>
    public IstioRow? Find(MinorVersion version) => Istio.FirstOrDefault(row => row.Version == version);

    /// <summary>The row of a version of Kubernetes on Amazon EKS; null where there is none.</summary>
    /// <param name="version">The version.</param>
    public EksRow? FindEks(MinorVersion version) => Eks.FirstOrDefault(row => row.Version == version);

    /// <summary>The versions of Istio that support a version of Kubernetes, ascending.</summary>
    /// <param name="kubernetes">The version of Kubernetes.</param>
    public IReadOnlyList<MinorVersion> Supporting(MinorVersion kubernetes) => [.. Istio.Where(row => row.Kubernetes.Contains(kubernetes)).Select(row => row.Version).Order()];

    /// <summary>This table with the rows of another in place of its own of the same version, or beside them. What the other does not speak of stays.</summary>
    /// <param name="other">The other.</param>
    /// <param name="asOf">The day the whole speaks for; null where the other does not say one.</param>
    public SupportTable With(SupportTable other, DateOnly? asOf) => new(
        asOf ?? AsOf,
        [.. other.Sources.Concat(Sources).DistinctBy(source => source.Name)],
        [.. other.Istio.Concat(Istio).DistinctBy(row => row.Version).OrderByDescending(row => row.Version)],
        [.. other.Eks.Concat(Eks).DistinctBy(row => row.Version).OrderByDescending(row => row.Version)],
        other.Notes.Concat(Notes).DistinctBy(note => note.Key).ToDictionary(note => note.Key, note => note.Value));
}
