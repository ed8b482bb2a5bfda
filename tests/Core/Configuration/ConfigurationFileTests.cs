namespace Mesh.Core.Tests.Configuration;

public sealed class ConfigurationFileTests
{
    [TestCase("mesh.yaml pipelines/mesh.yaml", ExpectedResult = "mesh.yaml")]
    [TestCase("pipelines/mesh.yaml", ExpectedResult = "pipelines/mesh.yaml")]
    [TestCase("", ExpectedResult = null)]
    public string? The_file_is_looked_for_in_the_working_directory_then_in_pipelines(string files)
    {
        using var workspace = new Workspace();
        foreach (var file in files.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            workspace.With(file, "cluster: {}");
        }

        return workspace.Load().File;
    }

    [Test]
    public void The_file_that_config_names_is_the_only_one_read()
    {
        using var workspace = new Workspace().With("mesh.yaml", "nonsense").With("deploy/beta.yaml", "cluster:\n  context: beta");
        workspace.File = "./deploy/beta.yaml";
        var loaded = workspace.Load();
        Assert.That((loaded.File, loaded.OriginOf("cluster.context")), Is.EqualTo(("deploy/beta.yaml", "deploy/beta.yaml:2")));
    }

    [TestCase("absent.yaml", 66, "the configuration file absent.yaml is not there")]
    [TestCase("pipelines", 66, "the configuration file pipelines is a folder")]
    [TestCase(" ", 64, "--config names no file: its value is blank")]
    public void A_file_that_config_names_must_be_there(string file, int code, string reason)
    {
        using var workspace = new Workspace().With("pipelines/mesh.yaml", "{}");
        workspace.File = file;
        var refusal = workspace.Refusal();
        Assert.That((refusal.ExitCode, refusal.Reason), Is.EqualTo((code, reason)));
    }

    [Test]
    public void A_file_that_is_no_text_is_refused()
    {
        using var workspace = new Workspace();
        File.WriteAllBytes(Path.Combine(workspace.Folder, "mesh.yaml"), [0xFF, 0xFE, 0x41, 0x00]);
        var refusal = workspace.Refusal();
        Assert.That(refusal.Reason, Does.StartWith("mesh.yaml is not UTF-8 text"));
        Assert.That(refusal.ExitCode, Is.EqualTo(65));
    }

    [Test]
    public void A_file_larger_than_a_mebibyte_is_refused()
    {
        var refusal = Workspace.Refusal(new string('#', (1024 * 1024) + 1));
        Assert.That((refusal.ExitCode, refusal.Reason), Is.EqualTo((65, "mesh.yaml is larger than 1 MiB")));
    }

    [Test]
    public void A_file_that_cannot_be_read_is_an_input_error()
    {
        // The first page of a process is never mapped, so that reading it fails even for the system administrator.
        Assume.That(OperatingSystem.IsLinux(), "Needs a file that nobody can read.");
        using var workspace = new Workspace { File = "/proc/self/mem" };
        var refusal = workspace.Refusal();
        Assert.That(refusal.Reason, Does.StartWith("/proc/self/mem cannot be read: "));
        Assert.That(refusal.ExitCode, Is.EqualTo(74));
    }
}
