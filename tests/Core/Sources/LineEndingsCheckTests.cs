using Mesh.Core.Changes;
using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Sources;

public sealed class LineEndingsCheckTests
{
    [Test]
    public async Task A_check_names_each_file_with_its_counts_and_ends_with_79()
    {
        using var folder = new ScriptFolder();
        folder.Add("a.sh", "\uFEFF#!/bin/sh\r\n");
        folder.Add("b.sh", "ok\nno\r\n");
        folder.Add("c.sh", "fine\n");
        folder.Add("d.sh", "x\ry\n");

        var thrown = await folder.FailAsync(check: true);

        Assert.That(thrown.ExitCode, Is.EqualTo(79));
        Assert.That(thrown.Reason, Is.EqualTo("2 of 4 files have line endings or byte order marks that break scripts: a.sh (1 CRLF, byte order mark), b.sh (1 CRLF among 1 LF)"));
        Assert.That(folder.Journal.Findings.Select(finding => (finding.Code, finding.File, finding.Line, finding.Evidence)), Is.EqualTo(new (string, string?, int?, string)[]
        {
            ("SRC003", "a.sh", 1, "EF BB BF before #!"), ("SRC001", "a.sh", 1, "1 CRLF"), ("SRC001", "b.sh", 2, "1 CRLF among 1 LF"), ("SRC002", "d.sh", 1, "1 CR without LF, 1 LF"),
        }));
        Assert.That(folder.Summary, Is.EqualTo("2 of 4 files need normalizing"));
    }

    [Test]
    public async Task A_check_changes_nothing()
    {
        using var folder = new ScriptFolder();
        var path = folder.Add("a.sh", "a\r\n");
        var written = File.GetLastWriteTimeUtc(path);

        await folder.FailAsync(check: true);

        Assert.That(folder.Text("a.sh"), Is.EqualTo("a\r\n"));
        Assert.That(File.GetLastWriteTimeUtc(path), Is.EqualTo(written));
        Assert.That(folder.Journal.Changes, Is.Empty);
        Assert.That(Directory.GetFiles(folder.Root), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_check_of_good_files_passes_and_lone_CRs_only_warn()
    {
        using var folder = new ScriptFolder();
        folder.Add("a.sh", "a\rb\n");

        var result = await folder.NormalizeAsync(check: true);

        Assert.That((result.Files, result.Normalized, result.WithLoneCarriageReturns), Is.EqualTo((1, 0, 1)));
        Assert.That(folder.Summary, Is.EqualTo("1 file checked"));
    }

    [Test]
    public async Task Many_files_are_counted_but_not_all_named_in_the_last_line()
    {
        using var folder = new ScriptFolder();
        foreach (var index in Enumerable.Range(10, 12))
        {
            folder.Add($"s{index}.sh", "a\r\n");
        }

        var thrown = await folder.FailAsync(check: true);

        Assert.That(thrown.Reason, Does.StartWith("12 of 12 files").And.EndWith("s19.sh (1 CRLF) and 2 more"));
        Assert.That(folder.Journal.Findings, Has.Count.EqualTo(12));
    }

    [TestCase(DryRun.Server)]
    [TestCase(DryRun.Client)]
    public async Task A_dry_run_lists_the_changes_and_writes_nothing(DryRun dryRun)
    {
        using var folder = new ScriptFolder(dryRun);
        var path = folder.Add("a.sh", "a\r\n");
        var written = File.GetLastWriteTimeUtc(path);

        var result = await folder.NormalizeAsync();

        Assert.That(folder.Text("a.sh"), Is.EqualTo("a\r\n"));
        Assert.That(File.GetLastWriteTimeUtc(path), Is.EqualTo(written));
        Assert.That(folder.Journal.Changes.Select(change => (change.Subject, change.Diff, change.Executed)), Is.EqualTo(new[] { ("a.sh", "1 CRLF -> LF (-1 bytes)", false) }));
        Assert.That((result.Normalized, folder.Summary), Is.EqualTo((1, "1 of 1 files would be normalized")));
        Assert.That(Directory.GetFiles(folder.Root), Has.Length.EqualTo(1));
    }
}
