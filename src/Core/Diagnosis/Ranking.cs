using Mesh.Core.Diagnosis.Faults;

namespace Mesh.Core.Diagnosis;

/// <summary>Makes of many faults the few things that are wrong: alike ones are one, what follows from another stands under it, and what is proven and nearest the root comes first.</summary>
internal static class Ranking
{
    // What fits a CI log and is enough to see that it is so.
    private const int MostProof = 20;
    private const int MostNames = 3;
    private const int MostConsequences = 10;

    /// <summary>What is wrong, first things first.</summary>
    public static IReadOnlyList<Diagnosed> Of(IReadOnlyList<Fault> faults)
    {
        var known = Specific(faults);
        var roots = Causality.Of(known);
        return
        [
            .. roots.Where(one => ReferenceEquals(one.Fault, one.Root)).GroupBy(one => (one.Fault.Finding.Code, one.Fault.Same)).Select(alike => Of([.. alike.Select(one => one.Fault)], roots))
                .OrderByDescending(one => one.Finding.Severity).ThenByDescending(one => one.Confidence).ThenBy(one => one.Layer).ThenByDescending(one => one.Consequences.Count)
                .ThenByDescending(one => one.Subjects.Count).ThenBy(one => one.Finding.Code, StringComparer.Ordinal).ThenBy(one => one.Subjects[0], StringComparer.Ordinal),
        ];
    }

    // What only says that something fails is not worth a line where something says why.
    private static List<Fault> Specific(IReadOnlyList<Fault> faults)
    {
        var byObject = faults.ToLookup(fault => fault.Object, StringComparer.Ordinal);
        return [.. faults.Where(fault => !byObject[fault.Object].Any(other => Supersedes(other, fault)))];
    }

    private static bool Supersedes(Fault other, Fault fault) => other.Finding.Severity >= fault.Finding.Severity && (RefusedProxies.KnowsBetter(other, fault) || fault.Says switch
    {
        Says.That or Says.Nothing => other.Says < fault.Says,
        Says.How => other is { Says: Says.Why, Signature: not null },
        _ => false,
    });

    private static Diagnosed Of(IReadOnlyList<Fault> alike, IReadOnlyList<(Fault Fault, Fault Root)> roots)
    {
        var ordered = alike.OrderByDescending(fault => fault.Finding.Severity).ThenBy(fault => fault.Finding.Subject, StringComparer.Ordinal).ToList();
        var first = ordered[0];
        var subjects = ordered.Select(fault => fault.Finding.Subject).Distinct(StringComparer.Ordinal).ToList();
        var followers = roots.Where(one => !ReferenceEquals(one.Fault, one.Root) && ordered.Contains(one.Root, ReferenceEqualityComparer.Instance)).Select(one => one.Fault).ToList();
        var consequences = followers.GroupBy(fault => fault.Finding.Code).OrderBy(group => group.Min(fault => fault.Layer)).ThenBy(group => group.Key, StringComparer.Ordinal).Select(Follows).ToList();
        var proof = ordered.SelectMany(fault => fault.Proof.Prepend(fault.Finding.Evidence)).Concat(followers.SelectMany(fault => fault.Proof)).Distinct(StringComparer.Ordinal).Take(MostProof).ToList();
        var lines = new List<string>(proof);
        if (subjects.Count > 1)
        {
            lines.Insert(1, $"{subjects.Count} of them: {Named(subjects)}");
        }

        lines.AddRange(consequences.Take(MostConsequences).Select(line => $"so that {line}"));
        var finding = first.Finding with { Subject = subjects.Count == 1 ? subjects[0] : $"{subjects[0]} and {subjects.Count - 1} more", Evidence = string.Join('\n', lines) };
        return new(finding, ordered.Max(fault => fault.Confidence), ordered.Min(fault => fault.Layer), subjects, proof, consequences) 
        {
            Signature = first.Signature, NotEvaluated = [.. ordered.Concat(followers).Select(fault => fault.NotEvaluated).OfType<string>().Distinct(StringComparer.Ordinal)],
        };
    }

    private static string Follows(IGrouping<string, Fault> alike)
    {
        var subjects = alike.Select(fault => fault.Finding.Subject).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return $"{alike.Key} {(subjects.Count == 1 ? subjects[0] : $"{subjects.Count} of them: {Named(subjects)}")}: {alike.First().Finding.Evidence.Split('\n')[0]}";
    }

    private static string Named(List<string> subjects) => string.Join(", ", subjects.Take(MostNames)) + (subjects.Count > MostNames ? $" and {subjects.Count - MostNames} more" : "");
}
