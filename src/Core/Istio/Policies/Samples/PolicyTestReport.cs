using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Policies.Samples;

/// <summary>What came of the request samples.</summary>
/// <param name="outcomes">What came of each.</param>
internal sealed class PolicyTestReport(IReadOnlyList<SampleOutcome> outcomes)
{
    /// <summary>The member of the report.</summary>
    public const string Name = "policyTests";

    /// <summary>None were asked for.</summary>
    public static PolicyTestReport None { get; } = new([]);

    /// <summary>How many samples there are.</summary>
    public int Count => outcomes.Count;

    /// <summary>A finding for each sample that is not as it has to be, or proves nothing.</summary>
    public IEnumerable<Finding> Findings => outcomes.Where(outcome => outcome.Verdict != SampleVerdict.Passed).Select(Of);

    /// <summary>For the table of steps: <c>12 policy tests, 1 failed</c>.</summary>
    public string Summary
    {
        get
        {
            var wrong = outcomes.Count(outcome => outcome.Verdict is SampleVerdict.Failed or SampleVerdict.Undecided);
            return $"{LintReport.Count(Count, "policy test")}, {(wrong == 0 ? "all as expected" : $"{wrong} not as expected")}";
        }
    }

    /// <summary>As data for the report.</summary>
    public JsonObject ToJson() => new()
    {
        ["samples"] = Count,
        ["passed"] = Number(SampleVerdict.Passed) + Number(SampleVerdict.Unreached),
        ["failed"] = Number(SampleVerdict.Failed),
        ["undecided"] = Number(SampleVerdict.Undecided),
        ["unreached"] = Number(SampleVerdict.Unreached),
    };

    /// <summary>Holds samples against the policies of a mesh.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="policies">The policies.</param>
    public static PolicyTestReport Of(IReadOnlyList<PolicySample> samples, PolicySet policies)
    {
        var run = new SampleRun(policies.Compiled, policies.Find);
        return new([.. samples.Select(run.Of)]);
    }

    private int Number(SampleVerdict verdict) => outcomes.Count(outcome => outcome.Verdict == verdict);

    private static Finding Of(SampleOutcome outcome)
    {
        var sample = outcome.Sample;
        var kind = outcome.Verdict switch { SampleVerdict.Unreached => PolicyTestFindings.Unreached, SampleVerdict.Undecided => PolicyTestFindings.Undecided, _ => PolicyTestFindings.Failed };
        var expected = outcome.Verdict == SampleVerdict.Unreached ? "" : $"expected {sample.Expect.ToString().ToLowerInvariant()}; ";
        return kind.On(Printable.OneLine($"policy test '{sample.Name}'"), Printable.OneLine($"{expected}{outcome.Why}"), sample.File, sample.Line);
    }
}
