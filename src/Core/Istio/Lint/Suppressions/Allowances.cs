using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Suppressions;

/// <summary>
/// What is accepted, and why: the annotation mesh.lint/allow with <c>CODE: reason; CODE: reason</c> on an object, lint.allow in mesh.yaml, and istioctl's own galley.istio.io/analyze-suppress, which has no room for a reason.
/// </summary>
internal static class Allowances
{
    /// <summary>The annotation.</summary>
    public const string Annotation = "mesh.lint/allow";

    private const string Foreign = "galley.istio.io/analyze-suppress";

    /// <summary>Sorts hits into those that stand and those that are accepted.</summary>
    /// <param name="mesh">The objects.</param>
    /// <param name="configured">lint.allow.</param>
    /// <param name="remarks">What the rules found, and what they could not judge.</param>
    public static LintOutcome Apply(MeshSet mesh, IReadOnlyList<LintAllowance> configured, Remarks remarks)
    {
        var all = mesh.Objects.SelectMany(In).Concat(configured.Select((one, index) => new Allowance(one.Code, one.Object, Said(one.Reason), null, $"lint.allow[{index}] of mesh.yaml", false))).ToList();
        var byObject = all.Where(one => one.At is not null).ToLookup(one => one.At!.Object.Key);
        var byName = all.Where(one => one.At is null).ToList();
        var (used, kept, accepted) = (new HashSet<Allowance>(ReferenceEqualityComparer.Instance), new List<LintHit>(), new List<(LintHit, string)>());
        foreach (var hit in remarks.Hits)
        {
            if (byObject[hit.At.Object.Key].Concat(byName).FirstOrDefault(one => one.Accepts(hit)) is { } allowance)
            {
                used.Add(allowance);
                accepted.Add((hit, allowance.Reason ?? "no reason given"));
            }
            else
            {
                kept.Add(hit);
            }
        }

        var unjudged = remarks.Unjudged.Select(one => one.Code).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new(kept, accepted, [.. all.SelectMany(one => Judge(one, used.Contains(one), unjudged))]);
    }

    private static IEnumerable<Finding> Judge(Allowance one, bool isUsed, HashSet<string> unjudged)
    {
        if (one.Reason is null && (isUsed || !one.IsForeign))
        {
            yield return Of(LintFindings.NoReason, one, $"{LintHit.Cut(one.Code)} is accepted by {one.Where}, and no reason is given");
        }

        // What could not be judged may yet be found.
        if (!isUsed && !one.IsForeign && !unjudged.Contains(one.Code))
        {
            yield return Of(LintFindings.AcceptsNothing, one, $"{LintHit.Cut(one.Code)} is accepted by {one.Where}, and was not found there");
        }
    }

    private static Finding Of(FindingKind kind, Allowance one, string evidence) => one.At is { } at ? new LintHit(kind, at, evidence, null).ToFinding() : kind.On(one.Where, LintHit.Cut($"{evidence}: {one.Object}"));

    private static IEnumerable<Allowance> In(MeshObject item)
    {
        var annotations = item.Root["metadata"]["annotations"];
        foreach (var part in item.Annotations.TryGetValue(Annotation, out var text) ? text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [])
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            yield return new(colon < 0 ? part : part[..colon].Trim(), item.Key.ToString(), Said(colon < 0 ? "" : part[(colon + 1)..]), annotations[Annotation], $"the annotation {Annotation}", false);
        }

        foreach (var code in item.Annotations.TryGetValue(Foreign, out var codes) ? codes.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [])
        {
            yield return new(code, item.Key.ToString(), null, annotations[Foreign], $"the annotation {Foreign}", true);
        }
    }

    private static string? Said(string reason) => reason.Trim() is { Length: > 0 } said ? said : null;
}
