using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Revisions;

namespace Mesh.Core.Istio.Injection;

/// <summary>Injection as it was found.</summary>
/// <param name="Injectors">The injectors there are.</param>
/// <param name="Namespaces">The namespaces that were looked at.</param>
/// <param name="Workloads">The workloads, by namespace.</param>
internal sealed record SeenInjection(MeshInjectors Injectors, IReadOnlyDictionary<string, JsonObject> Namespaces, IReadOnlyList<JudgedWorkload> Workloads)
{
    /// <summary>The workloads that a restart would mend.</summary>
    public IEnumerable<JudgedWorkload> Restarts => Workloads.Where(one => one.NeedsRestart);

    /// <summary>What could not be looked at, each with the reason.</summary>
    public IEnumerable<string> NotEvaluated =>
    [
        .. Injectors.NotEvaluated,
        .. Workloads.Where(one => one.Live.Workload is not null && one.Proof.NotAsked is not null).GroupBy(one => one.Proof.NotAsked!, StringComparer.Ordinal).OrderByDescending(group => group.Count()).Take(5)
            .Select(group => $"what the server makes of new pods of {group.Count()} workload{(group.Count() == 1 ? "" : "s")}, {group.First().Live} for one: {group.Key}"),
    ];

    /// <summary>What is wrong, one finding for all of a kind and severity.</summary>
    public IEnumerable<Finding> Findings
    {
        get
        {
            var both = Namespaces.Where(one => InjectionLabels.Of(one.Value) is { Injection: not null, Revision: not null }).Select(one => ($"namespace {one.Key}", $"{InjectionLabels.Of(one.Value)}")).ToList();
            if (both.Count > 0)
            {
                yield return GroupedFinding.Of(InjectionFindings.BothLabels, both, "namespaces");
            }

            foreach (var group in Workloads.SelectMany(one => one.Troubles.Select(trouble => (one.Live, trouble.Kind, trouble.Seen, trouble.Severity))).GroupBy(one => (one.Kind, one.Severity)).OrderBy(group => group.Key.Kind.Code, StringComparer.Ordinal))
            {
                yield return GroupedFinding.Of(group.Key.Kind, [.. group.Select(one => ($"{one.Live}", one.Seen))], "workloads") with { Severity = group.Key.Severity };
            }
        }
    }
}
