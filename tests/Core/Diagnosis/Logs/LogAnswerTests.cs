using System.Runtime.CompilerServices;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Diagnosis.Symptoms;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Tests.Diagnosis.Logs;

/// <summary>Logs as CI products, pods and tools write them, each with the one finding that has to come first.</summary>
public sealed class LogAnswerTests
{
    private const string None = "none";

    private static IEnumerable<TestCaseData> Answers =>
        ((YamlMap)YamlReader.Read(File.ReadAllText(PathOf("answers.yaml")), "answers.yaml", new YamlRules(4, 1000))[0].Root).Entries
            .Select(entry => new TestCaseData(entry.Key.Text, ((YamlScalar)entry.Value).Text).SetArgDisplayNames(entry.Key.Text));

    [Test]
    public void There_are_enough_of_them_and_each_has_its_answer()
    {
        var answers = Answers.Select(answer => ((string)answer.Arguments[0]!, (string)answer.Arguments[1]!)).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(answers, Has.Count.GreaterThanOrEqualTo(48));
            Assert.That(answers.Count(answer => answer.Item2 == None), Is.GreaterThanOrEqualTo(6));
            Assert.That(Directory.GetFiles(PathOf(""), "*.log").Select(Path.GetFileName), Is.EquivalentTo(answers.Select(answer => answer.Item1)));
        });
    }

    [TestCaseSource(nameof(Answers))]
    public void The_first_finding_is_the_right_one(string file, string code)
    {
        var findings = Explain(file).Select(explanation => explanation.ToFinding()).ToList();
        Assert.That(findings.Select(finding => finding.Code).FirstOrDefault() ?? None, Is.EqualTo(code), string.Join('\n', findings.Select(finding => $"{finding.Code}: {finding.Evidence}")));
        if (code != None)
        {
            Assert.That((findings[0].File, findings[0].Line > 0), Is.EqualTo((file, true)));
        }
    }

    [Test]
    public void A_swallowed_failure_is_told_with_what_was_swallowed_and_what_was_skipped()
    {
        var found = Explain("jenkins-121-context-null.log");
        var finding = found[0].ToFinding();
        Assert.Multiple(() =>
        {
            Assert.That(found[0].Confidence, Is.EqualTo(Confidence.Proven));
            Assert.That(finding.Cause, Does.Contain("the word null was passed on, and the failure was swallowed, so what should have followed was skipped"));
            Assert.That(finding.Evidence, Does.Contain("kubeContext: null").And.Contain("error: context \"null\" does not exist").And.Contain("++ true"));
            Assert.That(finding.Remedy, Does.Contain("mesh.yaml").And.Contain("|| true"));
            Assert.That(found.Select(explanation => explanation.Signature.Id), Is.EqualTo(new[] { "kube-context-null", "nothing-selected" }));
            Assert.That(found[1].Cause!.Text, Does.StartWith("An error before it was swallowed"));
        });
    }

    private static IReadOnlyList<Explanation> Explain(string file)
    {
        using var log = File.OpenText(PathOf(file));
        var symptoms = new LogSymptoms(SignatureBooks.BuiltIn).Read(log, file);
        return new Explainer(SignatureBooks.BuiltIn).Explain(symptoms, new EvidenceSet { TakenAt = DateTimeOffset.UnixEpoch });
    }

    private static string PathOf(string file, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, file);
}
