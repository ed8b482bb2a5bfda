using System.Runtime.CompilerServices;
using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Diagnosis.Symptoms;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Tests.Diagnosis.Checks;

/// <summary>Every cause that a check can tell is confirmed where it is so and ruled out where it is not.</summary>
public sealed class CauseTests
{
    // What these do not find proves nothing: logs and events are not kept for ever.
    private static readonly string[] OnlyConfirm = ["log-text", "event"];

    private static IEnumerable<TestCaseData> InTheCluster =>
        from signature in SignatureBooks.BuiltIn.All
        from index in Enumerable.Range(0, signature.Causes.Count)
        where signature.Causes[index].Check is { Name: not ("text" or "near-text") }
        select new TestCaseData(signature, index).SetArgDisplayNames(signature.ToString(), index.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static IEnumerable<TestCaseData> InTheMessage =>
        from signature in SignatureBooks.BuiltIn.All
        let told = signature.Causes.Where(cause => cause.Check is { Name: "text" or "near-text" }).ToList()
        where told.Count > 0
        select new TestCaseData(signature, told).SetArgDisplayNames(signature.ToString());

    [TestCaseSource(nameof(InTheCluster))]
    public void A_cause_that_is_so_is_confirmed_and_told(Signature signature, int index)
    {
        var (cause, question) = Question(signature, index);
        var answer = Ask(question, new CauseWorld(question).Of(cause.Check!.Name, so: true), cause.Check);
        if (cause.Check.Arguments.One("is") == "suspect")
        {
            Assert.That(answer.Verdict, Is.EqualTo(CheckVerdict.NotEvaluated), answer.Says);
            return;
        }

        Assert.That(answer.Verdict, Is.EqualTo(CheckVerdict.Confirmed), answer.Says);
        var found = new Explainer(new SignatureBook([signature])).Explain([question.Symptom], new CauseWorld(question).Of(cause.Check.Name, so: true));
        if (!cause.Proves)
        {
            Assert.That(found.Single().Answers[index].Answer, Is.EqualTo(CheckAnswer.NotEvaluated(answer.Says)));
            return;
        }

        Assert.Multiple(() =>
        {
            Assert.That(found.Single().Confidence, Is.EqualTo(Confidence.Proven));
            Assert.That(found.Single().Answers[index].Answer.Verdict, Is.EqualTo(CheckVerdict.Confirmed));
            Assert.That(found.Single().ToFinding().Evidence, Does.Contain("seen: ").And.Contain("confidence: proven"));
        });
    }

    [TestCaseSource(nameof(InTheCluster))]
    public void A_cause_that_is_not_so_is_ruled_out(Signature signature, int index)
    {
        var (cause, question) = Question(signature, index);
        var evidence = new CauseWorld(question).Of(cause.Check!.Name, so: false);
        var answer = Ask(question, evidence, cause.Check);
        Assert.That(answer.Verdict, Is.EqualTo(OnlyConfirm.Contains(cause.Check.Name) ? CheckVerdict.NotEvaluated : CheckVerdict.RuledOut), answer.Says);
        if (answer.Verdict == CheckVerdict.RuledOut)
        {
            Assert.That(new Explainer(new SignatureBook([signature])).Explain([question.Symptom], evidence).Where(found => found.Cause == cause), Is.Empty);
        }
    }

    [TestCaseSource(nameof(InTheCluster))]
    public void Where_nothing_was_looked_at_nothing_is_said(Signature signature, int index)
    {
        var (cause, question) = Question(signature, index);
        Assert.That(Ask(question, new EvidenceSet { TakenAt = DateTimeOffset.UnixEpoch }, cause.Check!).Verdict, Is.EqualTo(CheckVerdict.NotEvaluated));
    }

    [TestCaseSource(nameof(InTheMessage))]
    public void A_message_that_names_its_cause_is_told_with_it(Signature signature, IReadOnlyList<SignatureCause> told)
    {
        var messages = Messages().GetValueOrDefault(signature.Id);
        if (messages is null)
        {
            // Its sample is the one message there is.
            var only = Explain(signature, signature.Sample, null);
            Assert.That(only?.Answers.Any(answer => told.Contains(answer.Cause) && answer.Answer.Verdict == CheckVerdict.Confirmed), Is.True, "messages.yaml has no message for it, and its sample names no cause");
            return;
        }

        for (var at = 0; at < messages.Count; at++)
        {
            var (text, near) = messages[at] is YamlMap map ? (((YamlScalar)map.Entries[0].Value).Text, ((YamlScalar)map.Entries[1].Value).Text) : (((YamlScalar)messages[at]).Text, null);
            if (messages[at] is not YamlScalar { IsNull: true })
            {
                var found = Explain(signature, text, near);
                Assert.That(found?.Cause, Is.EqualTo(told[at]), text);
                Assert.That(found!.Confidence, Is.EqualTo(Confidence.Proven), text);
                Assert.That(found.Answers.Where(answer => told.Take(at).Contains(answer.Cause)).Select(answer => answer.Answer.Verdict), Is.All.EqualTo(CheckVerdict.RuledOut), text);
            }
        }

        Assert.That(messages, Has.Count.LessThanOrEqualTo(told.Count));
    }

    private static Explanation? Explain(Signature signature, string text, string? near) => new Explainer(new SignatureBook([signature])).Explain(
        [new Symptom(signature.Places[0], "pod/web-1 in loadtest", text) { Namespace = "loadtest", Pod = "web-1", Near = near is null ? [] : [new NearLine(7, near)] }],
        new EvidenceSet { TakenAt = DateTimeOffset.UnixEpoch }) is [var first, ..] ? first : null;

    private static (SignatureCause Cause, CheckQuestion Question) Question(Signature signature, int index)
    {
        var place = signature.Places[0];
        var subject = signature.Component.Contains("load balancer", StringComparison.Ordinal) || signature.Id.StartsWith("lb-", StringComparison.Ordinal) ? "service/web in loadtest" : "pod/web-1 in loadtest";
        var symptom = new Symptom(place, subject, signature.Sample) { Namespace = "loadtest", Pod = "web-1", Container = "app" };
        var call = signature.Causes[index].Check!;
        return (signature.Causes[index], new CheckQuestion(symptom, signature.Pattern.Find(signature.Sample)!, new EvidenceSet { TakenAt = DateTimeOffset.UnixEpoch }) { Arguments = call.Arguments });
    }

    private static CheckAnswer Ask(CheckQuestion question, EvidenceSet evidence, CheckCall call) => CauseChecks.Find(call.Name)!.Ask(question with { Evidence = evidence });

    private static Dictionary<string, IReadOnlyList<YamlNode>> Messages([CallerFilePath] string here = "")
    {
        var root = (YamlMap)YamlReader.Read(File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "messages.yaml")), "messages.yaml", new YamlRules(10, 10_000))[0].Root;
        return root.Entries.ToDictionary(entry => entry.Key.Text, entry => ((YamlList)entry.Value).Items);
    }
}
