namespace Mesh.Core.Diagnosis.Faults;

/// <summary>Tells causes from what follows from them.</summary>
internal static class Causality
{
    /// <summary>Each fault with the one that it follows from in the end; itself where it follows from none.</summary>
    public static IReadOnlyList<(Fault Fault, Fault Root)> Of(IReadOnlyList<Fault> faults)
    {
        var about = faults.SelectMany(fault => fault.About.Distinct().Select(key => (Key: key, Fault: fault))).ToLookup(one => one.Key, one => one.Fault);
        var causes = faults.ToDictionary(fault => fault, fault => CauseOf(fault, about), (IEqualityComparer<Fault>)ReferenceEqualityComparer.Instance);
        return [.. faults.Select(fault => (fault, Root(fault, causes)))];
    }

    // The surest, and of those the one that is nearest the root.
    private static Fault? CauseOf(Fault fault, ILookup<string, Fault> about) => fault.DueTo.SelectMany(key => about[key])
        .Where(other => !ReferenceEquals(other, fault) && !(other.Finding.Code == fault.Finding.Code && other.Same == fault.Same) && (other.Object != fault.Object || other.Says < fault.Says))
        .OrderByDescending(other => other.Finding.Severity).ThenBy(other => other.Layer).ThenByDescending(other => other.Confidence).ThenBy(other => other.Finding.Subject, StringComparer.Ordinal).FirstOrDefault();

    private static Fault Root(Fault fault, Dictionary<Fault, Fault?> causes)
    {
        var passed = new HashSet<Fault>(ReferenceEqualityComparer.Instance) { fault };
        var root = fault;
        // Two that wait for each other have no root between them; then the nearer one is as good as the other.
        while (causes[root] is { } cause && passed.Add(cause))
        {
            root = cause;
        }

        return causes[root] is null ? root : passed.OrderBy(one => one.Layer).ThenBy(one => one.Finding.Subject, StringComparer.Ordinal).First();
    }
}
