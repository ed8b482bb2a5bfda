using System.Diagnostics;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Diagnosis.Symptoms;
using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Diagnosis.Signatures;

/// <summary>Files with signatures of a user's own.</summary>
public sealed class SignatureFileTests : IDisposable
{
    private const string Whole = """
        signatures:
          - id: our-queue-full
            code: OUR001
            title: Our queue is full
            component: orders
            places: [PodLog]
            pattern: 'queue (?<queue>\S+) is full'
            sample: queue orders is full
            causes:
              - cause: The reader of the queue is down
                look: the pods with app=reader
                check: { pods-ready: { selector: app=reader, is: none } }
                remedy: Start the reader
            source: [our own runbook]
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("mesh-signatures-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Test]
    public void Its_signatures_are_added()
    {
        var book = Load(Whole);
        var found = Explain(book, "2026-11-21T10:00:00Z ERROR queue orders is full");
        Assert.Multiple(() =>
        {
            Assert.That(book.All, Has.Count.EqualTo(SignatureBooks.BuiltIn.All.Count + 1));
            Assert.That(found.Single().ToFinding().Code, Is.EqualTo("OUR001"));
            Assert.That(found.Single().Confidence, Is.EqualTo(Confidence.Likely));
        });
    }

    [Test]
    public void One_of_a_known_id_takes_its_place()
    {
        var book = Load(Whole.Replace("our-queue-full", "exec-format", StringComparison.Ordinal).Replace("OUR001", "DIA094", StringComparison.Ordinal));
        Assert.Multiple(() =>
        {
            Assert.That(book.All, Has.Count.EqualTo(SignatureBooks.BuiltIn.All.Count));
            Assert.That(book.Find("exec-format")!.Title, Is.EqualTo("Our queue is full"));
            Assert.That(Explain(book, "exec /app: exec format error"), Is.Empty);
        });
    }

    [TestCase("", "own.yaml:1")]
    [TestCase("- 1\n", "own.yaml:1:1: a map of keys and values is expected here")]
    [TestCase("{}\n", "own.yaml:1:1: 'signatures' is missing")]
    [TestCase("signature: []\n", "own.yaml:1:1: there is no key 'signature' here; did you mean 'signatures'?")]
    [TestCase("signatures: 7\n", "own.yaml:1:13: 'signatures' is a list of rows")]
    [TestCase("signatures: [7]\n", "own.yaml:1:14: a map")]
    [TestCase("signatures: [\n", "own.yaml:2")]
    public void What_is_no_list_of_signatures_is_refused(string text, string said) => Assert.That(() => Load(text), Fails.With(ExitCode.MalformedInput, said));

    [TestCase("id: our-queue-full", "id: Our Queue", "own.yaml:2:9: 'id' is a name of small letters, digits and single dashes, not 'Our Queue'")]
    [TestCase("code: OUR001", "code: our1", "own.yaml:3:11: 'code' is capital letters and a number such as OUR001, not 'our1'")]
    [TestCase("code: OUR001", "code: DIA094", "own.yaml:3:11: DIA094 is the code of exec-format")]
    [TestCase("    title: Our queue is full\n", "", "own.yaml:2:5: 'title' is missing")]
    [TestCase("[PodLog]", "[PodLogs]", "own.yaml:6:14: there is no place 'PodLogs'; did you mean 'PodLog'?")]
    [TestCase("[PodLog]", "[]", "own.yaml:6:13: 'places' is a text or a list of texts that are not blank")]
    [TestCase("""'queue (?<queue>\S+) is full'""", "'queue ('", "own.yaml:7:14: 'pattern' is no regular expression: ")]
    [TestCase("sample: queue orders is full", "sample: queue of orders", "own.yaml:8:13: the pattern does not match the sample")]
    [TestCase("    causes:", "    weak: perhaps\n    causes:", "own.yaml:9:11: 'weak' is true or false, not 'perhaps'")]
    [TestCase("    causes:", "    severity: fatal\n    causes:", "own.yaml:9:15: 'severity' is info, warning, error, not 'fatal'")]
    [TestCase("    causes:", "    standing: 1\n    causes:", "'standing' is cause, consequence, wrapper, not '1'")]
    [TestCase("pods-ready:", "pod-ready:", "own.yaml:12:18: there is no check 'pod-ready'; did you mean 'pods-ready'?")]
    [TestCase("{ selector: app=reader, is: none }", "{ selector: app=reader }", "'is' is missing")]
    [TestCase("{ selector: app=reader, is: none }", "{ selektor: app=reader, is: none }", "there is no key 'selektor' here; did you mean 'selector'?")]
    [TestCase("app=reader, is", "'app in reader', is", "'selector' is a label selector, and 'app in reader' is no condition")]
    [TestCase("{ pods-ready: { selector: app=reader, is: none } }", "[]", "'check' is one check with its arguments")]
    [TestCase("{ pods-ready: { selector: app=reader, is: none } }", "{ text: '[' }", "'matches' is no regular expression")]
    [TestCase("{ pods-ready: { selector: app=reader, is: none } }", "{ object: { kind: Secret, name: '{queues}', is: absent } }", "there is no word {queues}: it is neither a named group of the pattern nor one of namespace, ")]
    [TestCase("remedy: Start the reader", "remedie: Start the reader", "there is no key 'remedie' here; did you mean 'remedy'?")]
    [TestCase("source: [our own runbook]", "source: []", "'source' is a text or a list of texts")]
    public void What_is_wrong_is_told_with_its_place(string right, string wrong, string said)
    {
        var broken = Whole.Replace(right, wrong, StringComparison.Ordinal);
        Assert.That(broken, Is.Not.EqualTo(Whole));
        Assert.That(() => Load(broken), Fails.With(ExitCode.MalformedInput, said));
    }

    [Test]
    public void Everything_that_is_wrong_is_told_at_once() =>
        Assert.That(() => Load("signatures:\n  - id: X\n  - { id: a, code: b }\n"), Fails.With(ExitCode.MalformedInput, "errors in the signatures:\nown.yaml:2:"));

    [Test]
    public void A_file_that_is_not_there_is_no_input() => Assert.Multiple(() =>
    {
        Assert.That(() => SignatureBooks.Load(["absent.yaml"], folder), Fails.With(ExitCode.NoInput, "absent.yaml, are not there"));
        Assert.That(() => SignatureBooks.Load(["."], folder), Fails.With(ExitCode.NoInput, "are a folder"));
    });

    [Test]
    public void What_is_nested_or_repeated_beyond_reason_is_refused() => Assert.Multiple(() =>
    {
        Assert.That(() => Load("signatures: " + new string('[', 5000) + "\n"), Fails.With(ExitCode.MalformedInput, "own.yaml:1:"));
        Assert.That(() => Load("signatures: &a [*a]\n"), Fails.With(ExitCode.MalformedInput, "own.yaml:1:"));
    });

    // The first kind needs no backtracking and so no limit; the second looks around itself, and has one.
    [TestCase("'(a+)+b|queue x'")]
    [TestCase("'queue x|(?=(a+)+b)(a+)+b'")]
    public void An_expression_that_could_take_for_ever_does_not(string pattern)
    {
        var book = Load(Whole.Replace("""'queue (?<queue>\S+) is full'""", pattern, StringComparison.Ordinal).Replace("queue orders is full", "queue x", StringComparison.Ordinal));
        var started = Stopwatch.GetTimestamp();
        Assert.That(Explain(book, new string('a', 5000) + "!"), Is.Empty);
        Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(20)));
    }

    private static IReadOnlyList<Explanation> Explain(SignatureBook book, string text) =>
        new Explainer(book).Explain([new Symptom(SymptomPlace.PodLog, "pod/web-1 in loadtest", text)], new EvidenceSet { TakenAt = DateTimeOffset.UnixEpoch });

    private SignatureBook Load(string text)
    {
        File.WriteAllText(Path.Combine(folder, "own.yaml"), text);
        return SignatureBooks.Load(["own.yaml"], folder);
    }
}
