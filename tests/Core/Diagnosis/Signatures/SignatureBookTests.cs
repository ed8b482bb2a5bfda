using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Diagnosis.Symptoms;

namespace Mesh.Core.Tests.Diagnosis.Signatures;

/// <summary>The signatures that come with the program.</summary>
public sealed class SignatureBookTests
{
    private static readonly EvidenceSet Nothing = new() { TakenAt = DateTimeOffset.UnixEpoch };

    private static IEnumerable<Signature> All => SignatureBooks.BuiltIn.All;

    [Test]
    public void There_are_enough_of_them_and_no_id_code_or_title_beside_its_component_stands_twice() => Assert.Multiple(() =>
    {
        Assert.That(All.Count(), Is.GreaterThanOrEqualTo(140));
        Assert.That(All.Select(signature => signature.Id), Is.Unique);
        Assert.That(All.Select(signature => signature.Code), Is.Unique.And.All.Match("^DIA[0-9]{3}$"));
        Assert.That(All.Select(signature => (signature.Title, signature.Component)), Is.Unique);
    });

    [Test]
    public void The_files_that_come_with_the_program_are_read_as_strictly_as_a_user_s()
    {
        var assembly = typeof(SignatureBooks).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.Contains(".Signatures.Data.", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            Assert.That(() => SignatureReader.Read(reader.ReadToEnd(), name), Throws.Nothing, name);
        }
    }

    [TestCaseSource(nameof(All))]
    public void A_line_without_its_plain_text_needs_no_regular_expression(Signature signature) => Assert.Multiple(() =>
    {
        Assert.That(signature.Pattern.Literals, Is.Not.Empty);
        Assert.That(signature.Pattern.Literals.Any(literal => signature.Sample.Contains(literal, StringComparison.OrdinalIgnoreCase)), Is.True);
        Assert.That(SignatureBooks.BuiltIn.MayMatch(signature.Sample), Is.True);
    });

    [TestCaseSource(nameof(All))]
    public void Its_sample_is_explained_by_it_in_each_place(Signature signature)
    {
        if (signature.Weak)
        {
            Assert.That(signature.Places.SelectMany(place => Explain(place, signature.Sample).Where(found => found.Signature.Id == signature.Id && found.Confidence != Confidence.Proven)), Is.Empty);
            return;
        }

        foreach (var place in signature.Places)
        {
            var found = Explain(place, signature.Sample);
            Assert.That(found.Select(explanation => explanation.Signature.Id).FirstOrDefault(), Is.EqualTo(signature.Id), place.ToString());
            Assert.That(found[0].ToFinding().Evidence, Does.Contain("confidence: "));
        }
    }

    [TestCaseSource(nameof(All))]
    public void Its_sentences_stand_in_a_finding_without_a_full_stop_of_their_own(Signature signature) => Assert.Multiple(() =>
    {
        foreach (var cause in signature.Causes)
        {
            Assert.That(cause.Text, Does.Match("^(?:[A-Z]|[a-z]+[-.A-Z]|istiod?[ ']|ztunnel )").And.Not.EndsWith("."));
            Assert.That(cause.Remedy, Does.Match("^[A-Z]").And.Not.EndsWith("."));
            Assert.That(cause.Look, Is.Not.Empty.And.Not.EndsWith("."));
        }
    });

    private static IReadOnlyList<Explanation> Explain(SymptomPlace place, string text) =>
        new Explainer(SignatureBooks.BuiltIn).Explain([new Symptom(place, "pod/web-1 in loadtest", text) { Namespace = "loadtest", Pod = "web-1" }], Nothing);
}
