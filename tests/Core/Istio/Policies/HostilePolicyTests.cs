using Mesh.Core.Istio.Policies.Evaluation;
using Mesh.Core.Tests.Istio.Lint;

namespace Mesh.Core.Tests.Istio.Policies;

/// <summary>Policies as nobody should write them cost time in proportion, and are judged all the same.</summary>
public sealed class HostilePolicyTests
{
    [Test]
    public void Twenty_thousand_blocks_are_read_judged_and_asked()
    {
        var blocks = string.Join(", ", Enumerable.Range(0, 20_000).Select(number => $"\"10.{number >> 8 & 255}.{number & 255}.{number >> 16}/32\""));
        var text = PolicyScene.Policy("many", $"rules: [{{ from: [{{ source: {{ ipBlocks: [{blocks}] }} }}] }}]") + PolicyScene.Policy("shut", "action: DENY\nrules: [{ from: [{ source: { ipBlocks: [\"10.0.0.0/8\"] } }] }]");
        var mesh = CaseFile.Set(text);
        Assert.That(CaseFile.Look(mesh).Hits.Select(hit => hit.ToFinding()).Single(finding => finding.Code == "AUT001").Evidence, Has.Length.LessThan(1000));
        Assert.That(PolicyScene.Ask(mesh, "{ sourceIP: 11.0.0.1 }").Answer, Is.EqualTo(Answer.Deny));
    }

    [Test]
    public void Thousands_of_rules_against_two_hundred_are_judged()
    {
        var allow = string.Concat(Enumerable.Range(0, 4_000).Select(number => $"\n- {{ from: [{{ source: {{ ipBlocks: [\"10.{number >> 8}.{number & 255}.0/24\"] }} }}], to: [{{ operation: {{ paths: [\"/p{number}\"], ports: [\"8080\"] }} }}] }}"));
        var deny = string.Concat(Enumerable.Range(0, 200).Select(number => $"\n- {{ from: [{{ source: {{ ipBlocks: [\"192.168.{number & 255}.0/24\"] }} }}], to: [{{ operation: {{ paths: [\"/q{number}\"], ports: [\"8080\"] }} }}] }}"));
        var text = PolicyScene.Policy("allow", $"rules:{allow}") + PolicyScene.Policy("deny", $"action: DENY\nrules:{deny}");
        var mesh = CaseFile.Set(text);
        var remarks = CaseFile.Look(mesh);
        Assert.That(remarks.Hits.Select(hit => hit.Kind.Code).Distinct(), Is.SubsetOf(new[] { "AUT018", "AUT020" }));
        Assert.That(remarks.Unjudged, Has.Some.Matches<(string Code, int Places, string Why)>(one => one is { Code: "AUT001", Places: 100 }), "what was not compared is told");
        Assert.That(PolicyScene.Ask(mesh, "{ sourceIP: 10.15.159.1, path: /p3999, port: 8080 }").Answer, Is.EqualTo(Answer.Allow));
    }

    [Test]
    public void A_template_that_would_make_others_try_every_way_is_compared_at_once()
    {
        var mesh = PolicyScene.Read(PolicyScene.Policy("deep", $"rules: [{{ to: [{{ operation: {{ paths: [\"{string.Concat(Enumerable.Repeat("{**}a", 60))}\"] }} }}] }}]"));
        Assert.That(PolicyScene.Ask(mesh, $"{{ path: /{new string('a', 5_000)}b }}").Answer, Is.EqualTo(Answer.Deny));
    }

    [Test]
    public void Texts_of_others_steer_no_terminal()
    {
        var text = PolicyScene.Policy("odd", "rules:\n- from:\n  - source: { principals: [\"spiffe://\\u001b[31mred\\u202e/ns/a/sa/b\", \"\\U0001F984\"], namespaces: [\"a\\nb\"] }");
        var findings = CaseFile.Find(text);
        Assert.That(findings.Select(finding => finding.Code), Does.Contain("AUT013"));
        Assert.That(findings.SelectMany(finding => new[] { finding.Subject, finding.Evidence, finding.Remedy }).Where(words => words.Any(letter => char.IsControl(letter))), Is.Empty);
    }

    [TestCase("spec: 5")]
    [TestCase("spec: []")]
    [TestCase("spec: { rules: {} }")]
    [TestCase("spec: { rules: [5, [], null, { from: 7, to: { a: b }, when: [1, null, {}] }] }")]
    [TestCase("spec: { rules: [{ from: [{ source: [] }, 5, null], to: [{ operation: { paths: { a: b }, ports: [null, {}, []] } }] }] }")]
    [TestCase("spec: { selector: 5, action: 7, provider: [], targetRefs: {} }")]
    [TestCase("spec: { selector: { matchLabels: { a: 1, b: [], c: null } }, targetRefs: [5, null, { kind: [] }] }")]
    [TestCase("spec: { action: DENY, rules: [{ when: [{ key: \"request.headers[\", values: [a] }, { key: \"request.auth.claims[]\", notValues: [b] }, { key: [], values: [c] }] }] }")]
    public void What_has_not_the_shape_of_a_policy_is_a_finding_and_no_crash(string spec)
    {
        var text = $"apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{ name: odd, namespace: beta }}\n{spec}";
        var mesh = PolicyScene.Read(text);
        Assert.That(() => CaseFile.Find(text), Throws.Nothing);
        Assert.That(() => PolicyScene.Why(mesh, "{ path: / }"), Throws.Nothing);
        Assert.That(() => PolicyScene.Why(mesh, "{ protocol: tcp }"), Throws.Nothing);
    }
}
