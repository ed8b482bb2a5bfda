using Mesh.Core.Istio.Policies.Samples;

namespace Mesh.Core.Tests.Istio.Policies;

/// <summary>The table of decisions: for each NAME.yaml of policies the requests in NAME.tests.yaml, with what has to become of them.</summary>
public sealed class DecisionTests
{
    private static IEnumerable<TestCaseData> Rows()
    {
        foreach (var file in Directory.GetFiles(PolicyScene.Folder, "*.tests.yaml").Order(StringComparer.Ordinal))
        {
            var mesh = PolicyScene.Read(File.ReadAllText(file.Replace(".tests", "", StringComparison.Ordinal)), Path.GetFileName(file).Replace(".tests", "", StringComparison.Ordinal));
            foreach (var sample in SampleFile.Read([file], PolicyScene.Folder))
            {
                yield return new TestCaseData(mesh.Policies, sample).SetArgDisplayNames($"{Path.GetFileNameWithoutExtension(file)}:{sample.Line} {sample.Name}");
            }
        }
    }

    [TestCaseSource(nameof(Rows))]
    public void A_request_is_decided_as_Istio_does(object policies, object sample)
    {
        var set = (Core.Istio.Policies.PolicySet)policies;
        var outcome = new SampleRun(set.Compiled, set.Find).Of((PolicySample)sample);
        Assert.That(outcome.Verdict, Is.EqualTo(SampleVerdict.Passed).Or.EqualTo(SampleVerdict.Unreached), outcome.Why);
    }

    [Test]
    public void The_table_is_large_and_no_policy_in_it_is_malformed()
    {
        Assert.That(Rows().Count(), Is.GreaterThanOrEqualTo(150));
        var faults = Directory.GetFiles(PolicyScene.Folder, "*.yaml").Where(file => !file.EndsWith(".tests.yaml", StringComparison.Ordinal))
            .SelectMany(file => PolicyScene.Read(File.ReadAllText(file)).Policies.All).SelectMany(policy => policy.Faults).Select(fault => fault.Text);
        Assert.That(faults, Is.EqualTo(new[] { "the server refuses the key 'request.colour', which is no attribute; istiod would leave out the whole rule" }));
    }
}
