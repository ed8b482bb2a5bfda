using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Tests.Diagnosis.Kept;

/// <summary>Archives of clusters that failed in known ways, and of one that did not. The answers stand in answers.yaml.</summary>
public sealed class KeptArchiveTests
{
    private static IEnumerable<TestCaseData> Answers() => ((JsonObject)YamlDocuments.Parse(File.ReadAllText(KeptArchives.PathOf("answers.yaml")), "answers.yaml").Single()!)
        .Select(entry => new TestCaseData(entry.Key, entry.Value.Text()).SetArgDisplayNames(entry.Key));

    [TestCaseSource(nameof(Answers))]
    public void The_first_finding_is_the_cause(string name, string answer)
    {
        var found = KeptArchives.Diagnose(KeptArchives.PathOf(name));
        Assert.That(found is [var first, ..] ? first.Finding.Code : "none", Is.EqualTo(answer), string.Join("\n\n", found.Select(one => $"{one.Finding.Code} {one.Finding.Subject} {one.Signature} {one.Confidence}\n{one.Finding.Evidence}")));
    }

    [Test]
    public void Every_archive_has_an_answer() =>
        Assert.That(Directory.GetDirectories(KeptArchives.PathOf("")).Select(Path.GetFileName), Is.EquivalentTo(Answers().Select(answer => (string)answer.Arguments[0]!)));

    [Test]
    public void Of_two_faults_of_which_one_is_the_cause_of_the_other_the_cause_is_told_and_the_other_stands_under_it()
    {
        var found = KeptArchives.Diagnose(KeptArchives.PathOf("ca-breaks-gateway"));
        Assert.That(found[0].Subjects, Is.EqualTo(new[] { "pod/istiod-7d9c8b6f5-2xk9p in istio-system" }));
        Assert.That(string.Join('\n', found[0].Consequences), Does.Contain("service/web in loadtest").And.Contain("pod/web-5f7d8c9b4-abcde in loadtest").And.Contain("mutatingwebhookconfiguration/istio-sidecar-injector"));
        Assert.That(found[0].Finding.Evidence, Does.Contain("certificate is not authorized to sign other certificates"));
        Assert.That(found.Skip(1).Where(one => one.Finding.Severity == Core.Findings.Severity.Error), Is.Empty);
    }
}
