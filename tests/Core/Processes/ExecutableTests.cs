using System.Runtime.Versioning;
using Mesh.Core.Findings;
using Mesh.Core.Processes;

namespace Mesh.Core.Tests.Processes;

[Platform(Exclude = "Win", Reason = "mode bits")]
[UnsupportedOSPlatform("windows")]
public sealed class ExecutableTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mesh-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Test]
    public void A_tool_that_is_not_on_PATH_is_66_and_is_named()
    {
        var failure = Assert.Throws<MeshException>(() => Executable.Find(new Command("no-such-tool-here", [])));

        Assert.That(failure!.ExitCode, Is.EqualTo(ExitCode.NoInput));
        Assert.That(failure.Reason, Is.EqualTo("no-such-tool-here is not on PATH"));
        Assert.That(failure.Remedy, Does.Contain("Install no-such-tool-here"));
    }

    [Test]
    public void The_commands_own_PATH_is_searched_in_its_order()
    {
        var (first, second) = (Script("a/tool"), Script("b/tool"));

        Assert.That(Find(Path.GetDirectoryName(first)!, Path.GetDirectoryName(second)!), Is.EqualTo(first));
        Assert.That(Find(Path.GetDirectoryName(second)!, Path.GetDirectoryName(first)!), Is.EqualTo(second));
    }

    [Test]
    public void A_folder_and_a_file_without_mode_x_on_PATH_are_passed_over()
    {
        Directory.CreateDirectory(Path.Combine(folder, "a", "tool"));
        var plain = Script("b/tool");
        File.SetUnixFileMode(plain, UnixFileMode.UserRead);
        var good = Script("c/tool");

        Assert.That(Find(Path.Combine(folder, "a"), Path.Combine(folder, "b"), Path.Combine(folder, "c")), Is.EqualTo(good));
    }

    [Test]
    public void A_file_without_mode_x_alone_is_said_so()
    {
        var plain = Script("b/tool");
        File.SetUnixFileMode(plain, UnixFileMode.UserRead);

        Assert.That(() => Find(Path.GetDirectoryName(plain)!), Fails.With(ExitCode.NoInput, "is there but may not be executed"));
        Assert.That(() => Executable.Find(new Command(plain, [])), Fails.With(ExitCode.NoInput, "is there but may not be executed"));
    }

    [Test]
    public void A_folder_is_no_executable() =>
        Assert.That(() => Executable.Find(new Command(folder, [])), Fails.With(ExitCode.NoInput, "is a folder"));

    [Test]
    public void A_path_is_based_on_the_working_directory()
    {
        var script = Script("a/tool");

        Assert.That(Executable.Find(new Command("./a/tool", []) { WorkingDirectory = folder }), Is.EqualTo(script));
        Assert.That(() => Executable.Find(new Command("./b/tool", []) { WorkingDirectory = folder }), Fails.With(ExitCode.NoInput, "is not there"));
    }

    [TestCase("")]
    [TestCase("  ")]
    [TestCase("a\0b")]
    public void A_blank_name_is_refused(string name) => Assert.That(() => Executable.Find(new Command(name, [])), Fails.With(ExitCode.NoInput, "blank"));

    [Test]
    public async Task A_script_whose_interpreter_ends_in_a_carriage_return_is_66_with_that_hint()
    {
        var script = Script("a/tool", "#!/bin/sh\r\nexit 0\r\n");

        var failure = await Assert.ThrowsAsync<MeshException>(() => new Stage().RunAsync(new Command(script, [])));

        Assert.That(failure!.ExitCode, Is.EqualTo(ExitCode.NoInput));
        Assert.That(failure.Remedy, Does.Contain("carriage return"));
    }

    [Test]
    public void A_working_directory_that_is_not_there_is_66() =>
        Assert.That(async () => await new Stage().RunAsync(new Command("true", []) { WorkingDirectory = Path.Combine(folder, "gone") }), Fails.With(ExitCode.NoInput, "working directory"));

    private static string Find(params string[] path) =>
        Executable.Find(new Command("tool", []) { Environment = new Dictionary<string, string?> { ["PATH"] = string.Join(':', path) } });

    private string Script(string name, string text = "#!/bin/sh\n")
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
