using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Sources.Lint;

namespace Mesh.Core.Tests.Sources.Lint;

public sealed class ScriptLintTests : IJournalListener
{
    private readonly List<Finding> findings = [];

    public void OnFinding(Finding finding) => findings.Add(finding);

    [Test]
    public async Task Each_planted_trap_of_the_four_scripts_is_found_and_nothing_in_their_clean_twins()
    {
        using var folder = Traps.Write();
        var refusal = (await Assert.ThrowsAsync<MeshException>(() => RunAsync(folder.Root, "traps/**")))!;
        Assert.Multiple(() =>
        {
            Assert.That(refusal.ExitCode, Is.EqualTo(ExitCode.FindingsFound));
            Assert.That(findings.Select(finding => $"{Path.GetFileName(finding.File)}:{finding.Line} {finding.Code}"), Is.EquivalentTo(Traps.Planted(folder.Root)));
            Assert.That(findings.Select(finding => finding.Remedy), Has.All.Not.Empty);
        });
        findings.Clear();
        await RunAsync(folder.Root, "clean/**");
        Assert.That(findings, Is.Empty);
    }

    [Test]
    public async Task A_remark_with_a_reason_accepts_and_one_without_does_not()
    {
        using var folder = Folder("a.sh", "make a || true # mesh:allow a may be there already\n# mesh:allow the same\nmake b || true\nmake c \\\n  || true # mesh:allow c too\n");
        await RunAsync(folder.Root, "*.sh");
        Assert.That(findings, Is.Empty);
        folder.Add("b.sh", "make a || true # mesh:allow\n");
        Assert.That(() => RunAsync(folder.Root, "*.sh"), Throws.TypeOf<MeshException>());
        Assert.That(findings.Select(finding => finding.Code), Is.EquivalentTo(new[] { "SCR001", "SCR014" }));
    }

    [Test]
    public void Carriage_returns_are_found_by_the_same_code_as_everywhere()
    {
        using var folder = Folder("a.sh", "#!/bin/sh\nmake a\r\nmake b\r\n");
        Assert.That(() => RunAsync(folder.Root, "*.sh"), Throws.TypeOf<MeshException>());
        Assert.That(findings.Select(finding => (finding.Code, finding.Line)), Is.EqualTo(new[] { ("SRC001", (int?)2) }));
    }

    [Test]
    public async Task What_is_no_script_is_passed_over()
    {
        using var folder = Folder("a.sh", "a\0b || true");
        folder.Add("b.sh", "#!/usr/bin/env python3\nprint('a || true')\n");
        folder.Add("c.sh", "");
        folder.Add("values.yaml", "a: b || true\n");
        await RunAsync(folder.Root, "*");
        Assert.That(findings, Is.Empty);
    }

    [Test]
    public async Task A_warning_fails_the_run_only_where_it_is_told_to()
    {
        using var folder = Folder("a.sh", "cd /charts/istio-1.24.1\n");
        await RunAsync(folder.Root, "*.sh");
        Assert.That(() => RunAsync(folder.Root, "*.sh", Severity.Warning), Throws.TypeOf<MeshException>().With.Property("ExitCode").EqualTo(79));
    }

    private static ScriptFolder Folder(string path, string text)
    {
        var folder = new ScriptFolder();
        folder.Add(path, text);
        return folder;
    }

    private Task RunAsync(string root, string glob, Severity failOn = Severity.Error)
    {
        var journal = new RunJournal(TimeProvider.System, new Secrets());
        journal.Listen(this);
        return new ScriptLint(journal).RunAsync(new SourcesOptions { Include = [glob], Exclude = [glob == "clean/**" ? "traps/" : "clean/"] }, root, failOn, default);
    }
}
