using System.Text;
using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Sources;

public sealed class LineEndingsTests
{
    [TestCase("#!/bin/sh\r\necho\r\n", "#!/bin/sh\necho\n", "2 CRLF -> LF (-2 bytes)", TestName = "CRLF_becomes_LF")]
    [TestCase("a\r\nb\nc", "a\nb\nc", "1 CRLF among 1 LF -> LF (-1 bytes)", TestName = "Mixed_endings_become_LF_and_are_counted")]
    [TestCase("\uFEFF#!/bin/sh\n", "#!/bin/sh\n", "byte order mark removed (-3 bytes)", TestName = "A_mark_before_a_shebang_goes")]
    [TestCase("\uFEFF#!/bin/sh\r\n", "#!/bin/sh\n", "1 CRLF -> LF, byte order mark removed (-4 bytes)", TestName = "A_mark_and_CRLF_go_together")]
    [TestCase("\uFEFFecho\r\n", "\uFEFFecho\n", "1 CRLF -> LF (-1 bytes)", TestName = "A_mark_before_anything_else_stays")]
    [TestCase("a\r\r\nb", "a\nb", "1 CRLF -> LF (-2 bytes)", TestName = "What_was_converted_twice_is_one_ending")]
    [TestCase("a\rb\r\n", "a\rb\n", "1 CRLF -> LF (-1 bytes)", TestName = "A_lone_CR_stays")]
    [TestCase("cat <<E\r\nkind: Pod\r\nE\r\n", "cat <<E\nkind: Pod\nE\n", "3 CRLF -> LF (-3 bytes)", TestName = "Documents_inside_a_script_are_normalized_too")]
    public async Task A_script_is_normalized(string before, string after, string diff)
    {
        using var folder = new ScriptFolder();
        folder.Add("deploy/a.sh", before);

        var result = await folder.NormalizeAsync();

        Assert.That(folder.Text("deploy/a.sh"), Is.EqualTo(after));
        Assert.That(result.Normalized, Is.EqualTo(1));
        var change = folder.Journal.Changes.Single();
        Assert.That((change.Target, change.Subject, change.Action, change.Diff, change.Executed), Is.EqualTo(("file", "deploy/a.sh", "normalize", diff, true)));
        Assert.That(folder.Leftovers(), Is.Empty);
    }

    [TestCase("a\r\nb\r\n", "unix2dos -- 'it'\\''s.sh'")]
    [TestCase("a\r\nb\n", null)]
    [TestCase("a\rb\r\n", null)]
    [TestCase("a\r\r\n", null)]
    [TestCase("\uFEFF#!/bin/sh\r\n", null)]
    public async Task An_undo_is_named_only_where_it_brings_back_the_same_bytes(string before, string? undo)
    {
        using var folder = new ScriptFolder();
        folder.Add("it's.sh", before);

        await folder.NormalizeAsync();

        Assert.That(folder.Journal.Changes.Single().Undo, Is.EqualTo(undo));
    }

    [Test]
    public async Task A_file_with_a_NUL_byte_is_left_alone_wherever_the_byte_stands()
    {
        using var folder = new ScriptFolder();
        byte[] early = [.. "a\r\n\0"u8], late = [.. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("line\r\n", 100_000))), 0];
        var utf16 = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("#!/bin/sh\r\n")).ToArray();
        folder.Add("early.sh", early);
        folder.Add("late.sh", late);
        folder.Add("utf16.sh", utf16);
        var heard = new HeardNotes();
        folder.Journal.Listen(heard);

        var result = await folder.NormalizeAsync();

        Assert.That(File.ReadAllBytes(folder.At("early.sh")).SequenceEqual(early), Is.True);
        Assert.That(File.ReadAllBytes(folder.At("late.sh")).SequenceEqual(late), Is.True);
        Assert.That(File.ReadAllBytes(folder.At("utf16.sh")).SequenceEqual(utf16), Is.True);
        Assert.That((result.Normalized, result.LeftAlone), Is.EqualTo((0, 3)));
        Assert.That(heard.Notes, Is.EqualTo(new[] { "3 files hold NUL bytes (binary or UTF-16) and are left alone: early.sh, late.sh, utf16.sh" }));
    }

    [Test]
    public async Task A_lone_CR_is_a_warning_in_a_normal_run_with_its_line()
    {
        using var folder = new ScriptFolder();
        folder.Add("old.sh", "one\ntwo\rthree\n");

        var result = await folder.NormalizeAsync();

        var finding = folder.Journal.Findings.Single();
        Assert.That((finding.Code, finding.Severity, finding.File, finding.Line, finding.Evidence), Is.EqualTo(("SRC002", Severity.Warning, "old.sh", 2, "1 CR without LF, 2 LF")));
        Assert.That((result.Normalized, result.WithLoneCarriageReturns), Is.EqualTo((0, 1)));
        Assert.That(folder.Text("old.sh"), Is.EqualTo("one\ntwo\rthree\n"));
    }

    [Test]
    public async Task Changes_are_recorded_in_the_order_of_their_paths()
    {
        using var folder = new ScriptFolder();
        foreach (var index in Enumerable.Range(0, 200))
        {
            folder.Add($"d{index % 7}/s{index:000}.sh", "a\r\n");
        }

        await folder.NormalizeAsync();

        Assert.That(folder.Journal.Changes.Select(change => change.Subject), Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal));
        Assert.That(folder.Summary, Is.EqualTo("200 of 200 files normalized"));
    }

    [Test]
    public async Task A_line_longer_than_a_chunk_is_no_trouble()
    {
        using var folder = new ScriptFolder();
        var line = new string('x', 300_000);
        folder.Add("long.sh", $"{line}\r\n{line}\r\n");

        await folder.NormalizeAsync();

        Assert.That(folder.Text("long.sh"), Is.EqualTo($"{line}\n{line}\n"));
    }

    [Test]
    public async Task No_matching_file_is_not_an_error()
    {
        using var folder = new ScriptFolder();
        folder.Add("readme.md", "a\r\n");
        folder.Add("empty.sh", "");

        var result = await folder.NormalizeAsync();

        Assert.That(result.Files, Is.Zero);
        Assert.That(folder.Summary, Is.EqualTo("0 of 0 files normalized"));
        Assert.That((await folder.NormalizeAsync(include: [])).Files, Is.Zero);
    }
}
