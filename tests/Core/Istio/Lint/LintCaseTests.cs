using System.Text.RegularExpressions;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint;

namespace Mesh.Core.Tests.Istio.Lint;

/// <summary>Each file of cases has what is marked in it on the very line and nothing else; its clean twin has nothing.</summary>
public sealed class LintCaseTests
{
    [TestCaseSource(typeof(CaseFile), nameof(CaseFile.Names))]
    public void What_is_marked_is_found_on_its_line_and_nothing_else(string name)
    {
        var text = CaseFile.Text(name);
        var found = CaseFile.Find(text);
        Assert.That(found.Select(finding => $"{finding.Code} {finding.Line}").Order(StringComparer.Ordinal), Is.EqualTo(CaseFile.Marked(text).Order(StringComparer.Ordinal)),
            string.Join('\n', found.Select(finding => $"{finding.Code} {finding.Line} {finding.Subject}: {finding.Evidence}")));
    }

    [Test]
    public void Every_case_has_a_clean_twin_in_which_nothing_is_marked()
    {
        var names = CaseFile.Names.ToList();
        Assert.Multiple(() =>
        {
            Assert.That(names.Where(name => name.EndsWith(".clean", StringComparison.Ordinal)).SelectMany(name => CaseFile.Marked(CaseFile.Text(name))), Is.Empty);
            Assert.That(names.Where(name => !name.EndsWith(".clean", StringComparison.Ordinal) && !names.Contains($"{name}.clean")), Is.Empty);
        });
    }

    [Test]
    public void Every_kind_that_a_rule_can_find_is_found_in_a_case()
    {
        var marked = CaseFile.Names.SelectMany(name => CaseFile.Marked(CaseFile.Text(name))).Select(mark => mark.Split(' ')[0]).ToHashSet();
        Assert.That(LintRules.All(TimeProvider.System).SelectMany(rule => rule.Kinds).Select(kind => kind.Code).Where(code => !marked.Contains(code) && !Elsewhere.Contains(code)), Is.Empty);
    }

    [Test]
    public void A_rule_finds_only_what_it_says_it_can()
    {
        foreach (var mesh in CaseFile.Names.Select(name => CaseFile.Set(CaseFile.Text(name))))
        {
            foreach (var rule in LintRules.All(TimeProvider.System))
            {
                var remarks = new Remarks(mesh.Coverage);
                rule.Look(mesh, remarks);
                Assert.That(remarks.Hits.Select(hit => hit.Kind).Except(rule.Kinds), Is.Empty, rule.GetType().Name);
            }
        }
    }

    [Test]
    public void Evidence_is_one_line_and_ends_without_a_full_stop() =>
        Assert.That(CaseFile.Names.SelectMany(name => CaseFile.Find(CaseFile.Text(name))).Select(finding => finding.Evidence.Split("\nKeep one of these.\n")[0]).Where(evidence => evidence.Length == 0 || evidence.EndsWith('.') || evidence.Contains('\n', StringComparison.Ordinal)), Is.Empty);

    [Test]
    public void Codes_of_other_tools_are_written_as_those_tools_write_them() =>
        Assert.That(Catalogue.All.SelectMany(kind => kind.Overlaps).Where(code => !Regex.IsMatch(code, "^(IST|KIA)[0-9]{4}$")), Is.Empty);

    [Test]
    public void A_page_names_what_other_tools_call_it() =>
        Assert.That(Catalogue.All.SelectMany(kind => kind.Overlaps.Where(code => !File.ReadAllText(Path.Combine(Pages, $"{kind.Code}.md")).Contains(code, StringComparison.Ordinal)).Select(code => $"{kind.Code}: {code}")), Is.Empty);

    [Test]
    public void Every_message_of_istioctl_analyze_has_a_finding_or_a_reason_why_not()
    {
        var told = Catalogue.All.SelectMany(kind => kind.Overlaps).ToHashSet();
        var page = File.ReadAllText(Path.Combine(Pages, "..", "tasks", "Mesh.LintMesh.md"));
        Assert.That(Published.Select(number => $"IST{number:0000}").Where(code => !told.Contains(code) && !page.Contains(code, StringComparison.Ordinal)), Is.Empty);
    }

    private static string Pages => Path.GetFullPath(Path.Combine(CaseFile.Folder, "..", "..", "..", "..", "..", "docs", "findings"));

    // Source: istio, pkg/config/analysis/msg/messages.yaml of 1.29, without those that were retired.
    private static IEnumerable<int> Published =>
        [1, 2, 101, 102, 103, .. Enumerable.Range(106, 8), 116, 118, 119, 122, 123, .. Enumerable.Range(125, 47), 173, 174, 175, 177];

    // Certificates end, so their cases are made when they are looked at: CertificateChainTests. Only a cluster has a status: LiveMeshTests.
    private static readonly string[] Elsewhere = ["GWY004", "GWY016", "GWY017", "GAP014", "GAP015"];
}
