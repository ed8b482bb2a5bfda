using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Tests.Istio.Lint;

/// <summary>What is accepted on an object or in mesh.yaml, with a reason or without.</summary>
public sealed class AllowanceTests
{
    [TestCase("mesh.lint/allow: 'VSV004: the other half comes on Monday'", "", "VSV004 the other half comes on Monday")]
    [TestCase("mesh.lint/allow: 'VSV029: yes; VSV004: a reason: with a colon'", "LNT002 4", "VSV004 a reason: with a colon")]
    [TestCase("mesh.lint/allow: 'vsv004: small letters'", "", "VSV004 small letters")]
    [TestCase("mesh.lint/allow: VSV004", "LNT001 4", "VSV004 no reason given")]
    [TestCase("mesh.lint/allow: 'VSV004:  '", "LNT001 4", "VSV004 no reason given")]
    [TestCase("mesh.lint/allow: 'VSV001: not there'", "LNT002 4 VSV004 7", "")]
    [TestCase("mesh.lint/allow: ';;'", "VSV004 7", "")]
    [TestCase("galley.istio.io/analyze-suppress: IST0130,IST0101", "VSV004 7", "")]
    [TestCase("galley.istio.io/analyze-suppress: KIA1104", "LNT001 4", "VSV004 no reason given")]
    [TestCase("galley.istio.io/analyze-suppress: '*'", "LNT001 4", "VSV004 no reason given")]
    public async Task An_annotation_accepts_on_its_object(string annotation, string left, string accepted)
    {
        using var mesh = new LintedMesh().Add("a.yaml", Lone(annotation));
        await mesh.LintAsync();
        Assert.That(string.Join(' ', mesh.Journal.Findings.Select(finding => $"{finding.Code} {finding.Line}")), Is.EqualTo(left));
        Assert.That(mesh.Report.Items("accepted").Select(one => $"{one.Text("code")} {one.Text("reason")}"), accepted.Length == 0 ? Is.Empty : Is.EqualTo(new[] { accepted }));
    }

    [TestCase("virtualservice/a in default", true)]
    [TestCase("VirtualService/A in default", true)]
    [TestCase("virtualservice/* in default", true)]
    [TestCase("*", true)]
    [TestCase("virtualservice/b in default", false)]
    [TestCase("virtualservice/a", false)]
    public async Task Mesh_yaml_accepts_by_the_name_of_the_object(string name, bool accepts)
    {
        using var mesh = new LintedMesh { Options = new() { Allow = [new LintAllowance { Code = "VSV004", Object = name, Reason = "soon" }] } }.Add("a.yaml", Lone("a: b"));
        await mesh.LintAsync();
        Assert.That(mesh.Found, Is.EqualTo(accepts ? Array.Empty<string>() : ["VSV004 a.yaml:7", "LNT002 lint.allow[0] of mesh.yaml"]));
    }

    [Test]
    public async Task What_could_not_be_judged_may_still_be_accepted()
    {
        using var mesh = new LintedMesh().Add("a.yaml", Lone("mesh.lint/allow: 'VSV010: it comes with the next chart; VSV004: soon'"));
        await mesh.LintAsync();
        Assert.That(mesh.Found, Is.Empty);
        Assert.That(mesh.Report.Elements("notEvaluated").Select(line => (string)line!), Has.Some.Contains("VSV010"));
    }

    [Test]
    public async Task Of_two_files_with_one_object_the_later_counts_and_it_is_said()
    {
        using var mesh = new LintedMesh().Add("a.yaml", Lone("a: b")).Add("b.yaml", Lone("a: b").Replace("weight: 1", "weight: 100", StringComparison.Ordinal));
        await mesh.LintAsync();
        Assert.That(mesh.Found, Is.EqualTo(new[] { "LNT004 b.yaml:3" }));
        Assert.That(mesh.Journal.Findings[0].Evidence, Is.EqualTo("it stands as virtualservice/a in default at a.yaml:3 too"));
    }

    private static string Lone(string annotation) => $$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: { name: a,
          annotations: { {{annotation}} } }
        spec:
          hosts: [a]
          http: [{ route: [{ destination: { host: a.b.c }, weight: 1 }] }]
        """;
}
