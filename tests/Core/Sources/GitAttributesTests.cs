using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Sources;

namespace Mesh.Core.Tests.Sources;

/// <summary>Git itself is the judge of what .gitattributes says.</summary>
public sealed class GitAttributesTests
{
    private static readonly string[] Attributes = ["text", "eol", "crlf", "working-tree-encoding", "binary", "mine"];

    private static readonly string[] Paths =
        ["a.sh", "b c.sh", "#x.sh", "!n.sh", "é.sh", "d/a.sh", "d/e/a.sh", "d/e/f/x.bat", "d/e/f/Jenkinsfile", "dd/a.sh", "[q].sh", "d/text.txt", ".hidden/a.sh"];

    [TestCase("*.sh text eol=lf")]
    [TestCase("*.sh eol=crlf\nd/*.sh eol=lf")]
    [TestCase("* text=auto\n*.sh -text\na.sh !text")]
    [TestCase("*.sh binary\na.sh text")]
    [TestCase("*.sh binary\na.sh -binary")]
    [TestCase("*.sh text binary eol=lf text=auto")]
    [TestCase("[attr]mine text eol=crlf\n[attr]binary eol=lf\n*.sh mine\nd/** binary")]
    [TestCase("[attr] mine text\n*.sh mine")]
    [TestCase("!*.sh text\n\\!n.sh text")]
    [TestCase("\\#x.sh text\n#x.sh eol=lf\n  # comment\n\n \t*.bat\ttext")]
    [TestCase("\"b c.sh\" text\n\"\\303\\251.sh\" eol=crlf\n\"open.sh text\n\"bad\\q.sh\" text")]
    [TestCase("/a.sh text\nd/a.sh eol=lf\ne/a.sh eol=crlf\n**/f/* text=auto")]
    [TestCase("d/ text\nd/** eol=lf\ndd/* eol=crlf")]
    [TestCase("?.sh text\n??.sh eol=lf\n[é].sh crlf")]
    [TestCase("[[]q].sh text\n[!a]*.sh eol=lf\n[[:lower:]].sh crlf")]
    [TestCase("*.sh working-tree-encoding=UTF-16LE-BOM\n*.sh text -eol")]
    [TestCase("*.sh text bad*name eol=lf\n*.sh -=x\n*.bat =x")]
    [TestCase("*.sh text\r\nd/*.sh eol=lf\r\n")]
    [TestCase("*.sh -text=auto !eol=lf crlf=input")]
    public async Task One_file_is_read_as_git_reads_it(string attributes)
    {
        using var work = await WorkTreeAsync();
        work.Add(".gitattributes", attributes);

        await AgreeAsync(work);
    }

    [Test]
    public async Task Deeper_files_win_and_the_repository_wins_over_all()
    {
        using var work = await WorkTreeAsync();
        work.Add(".gitattributes", "*.sh text eol=lf\n[attr]mine text=auto");
        work.Add("d/.gitattributes", "a.sh eol=crlf\n/e/a.sh -text\n[attr]binary eol=crlf\n*.bat mine binary");
        work.Add("d/e/.gitattributes", "*.sh !eol\nf/* binary");
        work.Add(".git/info/attributes", "Jenkinsfile eol=crlf\nd/text.txt mine");

        await AgreeAsync(work);
    }

    [Test]
    public async Task A_folder_within_a_work_tree_knows_what_stands_above_it()
    {
        using var work = await WorkTreeAsync();
        work.Add(".gitattributes", "d/e/*.sh eol=crlf\n*.bat -text");
        work.Add("d/.gitattributes", "e/f/* eol=lf");

        var states = GitAttributes.At(Path.GetDirectoryName(work.At("d/e/a.sh"))!).Of("a.sh");

        Assert.That(states, Is.EqualTo(new Dictionary<string, string> { ["eol"] = "crlf" }));
    }

    [Test]
    public async Task A_linked_work_tree_reads_the_attributes_of_its_repository()
    {
        using var work = await WorkTreeAsync();
        await GitAsync(work, "-c user.name=n -c user.email=e commit --allow-empty -qm first");
        work.Add(".git/info/attributes", "*.sh eol=crlf");
        using var linked = new ScriptFolder();
        await GitAsync(work, $"worktree add -q {linked.At("tree")}");

        Assert.That(GitAttributes.At(linked.At("tree")).Of("a.sh"), Is.EqualTo(new Dictionary<string, string> { ["eol"] = "crlf" }));
    }

    [Test]
    public async Task Whatever_lines_there_are_git_agrees()
    {
        var pattern = Gen.Elements("*", "*.sh", "a.sh", "/a.sh", "d/*", "d/**", "**/a.sh", "d/**/a.sh", "**/e/**", "?.sh", "[a-c].sh", "[!b]*", "d/e", "*e/a.sh", "\"b c.sh\"", "Jenkins*", "*.b?t", "d*/a.*");
        var assignment = Gen.Elements("text", "-text", "!text", "text=auto", "eol=lf", "eol=crlf", "!eol", "binary", "-binary", "!binary", "mine", "-mine", "crlf", "-crlf");
        var line = from one in pattern from words in assignment.NonEmptyListOf() select $"{one} {string.Join(' ', words.Take(4))}";
        var file = line.ArrayOf(6).Select(lines => string.Join('\n', lines));

        using var work = await WorkTreeAsync();
        foreach (var (top, nested) in Gen.Zip(file, file).Sample(12).Select(pair => (pair.Item1, pair.Item2)))
        {
            work.Add(".gitattributes", $"[attr]mine eol=crlf -text\n{top}");
            work.Add("d/.gitattributes", nested);
            await AgreeAsync(work);
        }
    }

    [TestCase("", "a.sh", true)]
    [TestCase("*.sh text eol=lf", "a.sh", true)]
    [TestCase("*.sh eol=crlf", "a.sh", false)]
    [TestCase("*.sh text=auto eol=crlf", "a.sh", false)]
    [TestCase("*.sh -text", "a.sh", false)]
    [TestCase("*.sh binary", "a.sh", false)]
    [TestCase("*.sh -crlf", "a.sh", false)]
    [TestCase("*.sh text -crlf", "a.sh", true)]
    [TestCase("*.sh working-tree-encoding=UTF-16", "a.sh", false)]
    [TestCase("*.sh working-tree-encoding=utf-8", "a.sh", true)]
    [TestCase("* text eol=lf", "a.bat", false)]
    [TestCase("", "a.CMD", false)]
    [TestCase("", "a.ps1", false)]
    public async Task What_git_keeps_with_CRLF_stays(string attributes, string name, bool normalized)
    {
        using var folder = new ScriptFolder();
        folder.Add(".gitattributes", attributes);
        folder.Add(name, "a\r\n");

        await folder.NormalizeAsync(include: ["a.*"]);

        Assert.That(folder.Text(name), Is.EqualTo(normalized ? "a\n" : "a\r\n"));
    }

    [Test]
    public async Task A_repository_within_another_has_only_its_own_attributes()
    {
        using var work = await WorkTreeAsync();
        work.Add(".gitattributes", "*.sh eol=crlf");
        work.Add("module/.git", "gitdir: ../.git/modules/module");
        work.Add("module/a.sh", "a\r\n");
        work.Add("b.sh", "b\r\n");

        await work.NormalizeAsync();

        Assert.That((work.Text("module/a.sh"), work.Text("b.sh")), Is.EqualTo(("a\n", "b\r\n")));
    }

    private static async Task AgreeAsync(ScriptFolder work)
    {
        var said = (await GitAsync(work, $"check-attr -z --stdin {string.Join(' ', Attributes)}", string.Concat(Paths.Select(path => path + '\0')))).Split('\0');
        var git = said.Chunk(3).Where(three => three.Length == 3).Select(three => string.Join(' ', three)).ToList();

        var ours = new List<string>();
        foreach (var path in Paths)
        {
            var states = GitAttributes.At(Path.GetDirectoryName(work.At(path))!).Of(Path.GetFileName(path));
            ours.AddRange(Attributes.Select(attribute => $"{path} {attribute} {GitAttributes.State(states, attribute)}"));
        }

        Assert.That(ours, Is.EqualTo(git), () => string.Join('\n', Directory.EnumerateFiles(work.Root, ".gitattributes", SearchOption.AllDirectories).Select(File.ReadAllText)));
    }

    private static async Task<ScriptFolder> WorkTreeAsync()
    {
        var work = new ScriptFolder();
        await GitAsync(work, "init -q");
        foreach (var path in Paths)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(work.At(path))!);
        }

        return work;
    }

    // Without what this machine and this user have set up.
    private static async Task<string> GitAsync(ScriptFolder work, string arguments, string input = "")
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = work.Root, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["GIT_CONFIG_NOSYSTEM"], start.Environment["GIT_ATTR_NOSYSTEM"], start.Environment["HOME"], start.Environment["XDG_CONFIG_HOME"]) = ("1", "1", work.At("home"), work.At("home"));
        using var git = Process.Start(start)!;
        var error = git.StandardError.ReadToEndAsync();
        await git.StandardInput.WriteAsync(input);
        git.StandardInput.Close();
        var output = await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        Assert.That(git.ExitCode, Is.Zero, await error);
        return output;
    }
}
