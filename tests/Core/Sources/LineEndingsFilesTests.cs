using System.Diagnostics;
using System.Runtime.Versioning;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Sources;

namespace Mesh.Core.Tests.Sources;

/// <summary>What happens to the files themselves: modes, times, links, and what cannot be read or written.</summary>
public sealed class LineEndingsFilesTests
{
    [TestCase(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute)]
    [TestCase(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [TestCase(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite)]
    [TestCase(UnixFileMode.UserRead | UnixFileMode.UserExecute)]
    [Platform(Exclude = "Win")]
    [UnsupportedOSPlatform("windows")]
    public async Task The_mode_is_kept(UnixFileMode mode)
    {
        using var folder = new ScriptFolder();
        var path = folder.Add("a.sh", "a\r\n");
        File.SetUnixFileMode(path, mode);

        await folder.NormalizeAsync();

        Assert.That(folder.Text("a.sh"), Is.EqualTo("a\n"));
        Assert.That(File.GetUnixFileMode(path), Is.EqualTo(mode));
    }

    [Test]
    public async Task A_file_that_needs_nothing_keeps_its_time_and_is_not_even_replaced()
    {
        using var folder = new ScriptFolder();
        var path = folder.Add("good.sh", "a\nb\rc\n");
        var longAgo = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, longAgo);

        await folder.NormalizeAsync();

        Assert.That(File.GetLastWriteTimeUtc(path), Is.EqualTo(longAgo));
        Assert.That(folder.Journal.Changes, Is.Empty);
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task Symbolic_links_are_followed_neither_to_files_nor_to_folders()
    {
        using var folder = new ScriptFolder();
        using var elsewhere = new ScriptFolder();
        elsewhere.Add("in/out.sh", "a\r\n");
        File.CreateSymbolicLink(folder.At("file.sh"), elsewhere.At("in/out.sh"));
        Directory.CreateSymbolicLink(folder.At("folder"), elsewhere.At("in"));
        File.CreateSymbolicLink(folder.At("dangling.sh"), elsewhere.At("nowhere.sh"));
        Directory.CreateSymbolicLink(folder.At("self"), folder.Root);

        var result = await folder.NormalizeAsync();

        Assert.That(result.Files, Is.Zero);
        Assert.That(elsewhere.Text("in/out.sh"), Is.EqualTo("a\r\n"));
        Assert.That(new FileInfo(folder.At("file.sh")).LinkTarget, Is.EqualTo(elsewhere.At("in/out.sh")));
    }

    [Test]
    [Platform("Linux")]
    public async Task A_pipe_is_not_waited_for()
    {
        using var folder = new ScriptFolder();
        using (var made = Process.Start("mkfifo", folder.At("pipe.sh")))
        {
            await made.WaitForExitAsync();
            Assert.That(made.ExitCode, Is.Zero);
        }

        Assert.That((await folder.NormalizeAsync()).Files, Is.Zero);
    }

    [Test]
    public async Task The_folder_of_git_is_passed_over()
    {
        using var folder = new ScriptFolder();
        folder.Add(".git/hooks/pre-commit.sh", "a\r\n");
        folder.Add(".github/run.sh", "a\r\n");

        await folder.NormalizeAsync();

        Assert.That(folder.Journal.Changes.Select(change => change.Subject), Is.EqualTo(new[] { ".github/run.sh" }));
    }

    [Test]
    public async Task A_file_that_cannot_be_read_is_74_and_nothing_is_changed()
    {
        using var folder = new ScriptFolder();
        folder.Add("a.sh", "a\r\n");
        using var held = new FileStream(folder.Add("b.sh", "b\r\n"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var thrown = await folder.FailAsync();

        Assert.That(thrown.ExitCode, Is.EqualTo(74));
        Assert.That(thrown.Reason, Does.StartWith("b.sh cannot be read: "));
        Assert.That(folder.Text("a.sh"), Is.EqualTo("a\r\n"));
    }

    [Test]
    public async Task All_files_that_cannot_be_read_are_named()
    {
        using var folder = new ScriptFolder();
        using var first = new FileStream(folder.Add("a.sh", "a\r\n"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        using var second = new FileStream(folder.Add("b.sh", "b\r\n"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var heard = new HeardNotes();
        folder.Journal.Listen(heard);

        var thrown = await folder.FailAsync();

        Assert.That(thrown.Reason, Does.StartWith("a.sh cannot be read").And.EndWith("(and 1 more, noted above)"));
        Assert.That(heard.Notes.Single(), Does.StartWith("b.sh cannot be read"));
    }

    // Root may write in every folder, but not even root may make a path longer than the system takes.
    [Test]
    [Platform("Linux")]
    public async Task A_folder_that_takes_no_new_file_is_73_and_the_other_files_are_normalized()
    {
        const int longestPath = 4095;
        using var folder = new ScriptFolder();
        var deep = folder.Root;
        while (deep.Length < longestPath - 220)
        {
            deep = Path.Combine(deep, new string('d', 200));
        }

        deep = Path.Combine(deep, new string('e', longestPath - deep.Length - "//x.sh".Length));
        var path = folder.Add(Path.Combine(deep, "x.sh"), "a\r\n");
        folder.Add("a.sh", "a\r\n");
        folder.Add("z.sh", "a\r\n");

        var thrown = await folder.FailAsync();

        Assert.That(thrown.ExitCode, Is.EqualTo(73));
        Assert.That(thrown.Reason, Does.Contain("x.sh cannot be replaced: "));
        Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo("a\r\n"));
        Assert.That((folder.Text("a.sh"), folder.Text("z.sh")), Is.EqualTo(("a\n", "a\n")));
        Assert.That(folder.Journal.Changes.Select(change => change.Executed), Is.EqualTo(new[] { true, false, true }));
    }

    [Test]
    public async Task A_root_that_is_not_there_is_66()
    {
        using var folder = new ScriptFolder();
        var verb = new LineEndings(folder.Journal, folder.Gate);

        var thrown = await Refusal.OfAsync(() => verb.NormalizeAsync(new(), folder.At("nowhere"), check: false, default));

        Assert.That(thrown.ExitCode, Is.EqualTo(66));
    }

    [Test]
    public async Task What_was_saved_by_somebody_else_meanwhile_is_not_lost()
    {
        using var folder = new ScriptFolder();
        var path = folder.Add("a.sh", "\rlone\r\n");
        folder.Journal.Listen(new Meddler(() => File.WriteAllText(path, "saved meanwhile\r\n")));

        var thrown = await folder.FailAsync();

        Assert.That(thrown.ExitCode, Is.EqualTo(74));
        Assert.That(thrown.Reason, Does.StartWith("a.sh was changed by somebody else"));
        Assert.That(folder.Text("a.sh"), Is.EqualTo("saved meanwhile\r\n"));
        Assert.That(folder.Leftovers(), Is.Empty);
    }

    [Test]
    public async Task A_run_that_is_stopped_before_it_changes_leaves_every_file_as_it_was()
    {
        using var folder = new ScriptFolder();
        using var stop = new CancellationTokenSource();
        folder.Add("a.sh", "\rlone\r\n");
        folder.Add("b.sh", "b\r\n");
        folder.Journal.Listen(new Meddler(stop.Cancel));

        Assert.That(async () => await folder.NormalizeAsync(cancellation: stop.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That((folder.Text("a.sh"), folder.Text("b.sh")), Is.EqualTo(("\rlone\r\n", "b\r\n")));
        Assert.That(folder.Journal.Changes.Select(change => change.Executed), Is.EqualTo(new[] { false, false }));
        Assert.That(folder.Leftovers(), Is.Empty);
    }

    [Test]
    public void A_file_whose_rewriting_is_stopped_is_the_old_one_and_nothing_lies_beside_it()
    {
        using var folder = new ScriptFolder();
        using var stop = new CancellationTokenSource();
        var file = new SourceFile("a.sh", folder.Add("a.sh", "a\r\n"), Treatment.Normalize);
        var scan = LineEndingScanner.Scan(file, stop.Token);
        stop.Cancel();

        Assert.That(() => LineEndingRewriter.Rewrite(scan, stop.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(folder.Text("a.sh"), Is.EqualTo("a\r\n"));
        Assert.That(Directory.GetFiles(folder.Root), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_file_that_is_gone_meanwhile_is_74()
    {
        using var folder = new ScriptFolder();
        var file = new SourceFile("a.sh", folder.Add("a.sh", "a\r\n"), Treatment.Normalize);
        var scan = LineEndingScanner.Scan(file, CancellationToken.None);
        File.Delete(file.FullPath);

        Assert.That(() => LineEndingRewriter.Rewrite(scan, CancellationToken.None), Throws.TypeOf<MeshException>().With.Property("ExitCode").EqualTo(74));
        Assert.That(Directory.GetFiles(folder.Root), Is.Empty);
    }

    /// <summary>Acts between the reading of the files, which ends with the findings, and the first change.</summary>
    private sealed class Meddler(Action act) : IJournalListener
    {
        public void OnFinding(Finding finding) => act();
    }
}
