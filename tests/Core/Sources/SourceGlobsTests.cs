namespace Mesh.Core.Tests.Sources;

public sealed class SourceGlobsTests
{
    private static readonly string[] Scripts = [".hidden/h.sh", "Jenkinsfile", "Jenkinsfile.prod", "a.sh", "ci/Jenkinsfile", "ci/deep/b.sh", "vendor/c.sh", "vendor/x/d.sh"];

    [TestCase("**/*.sh|Jenkinsfile*", "", ".hidden/h.sh Jenkinsfile Jenkinsfile.prod a.sh ci/deep/b.sh vendor/c.sh vendor/x/d.sh")]
    [TestCase("**/*.sh", "vendor", ".hidden/h.sh a.sh ci/deep/b.sh")]
    [TestCase("**/*.sh", "vendor/", ".hidden/h.sh a.sh ci/deep/b.sh")]
    [TestCase("**/*.sh", "vendor/**", ".hidden/h.sh a.sh ci/deep/b.sh")]
    [TestCase("**/*.sh", "**/x/*|.hidden", "a.sh ci/deep/b.sh vendor/c.sh")]
    [TestCase("ci/", "", "ci/Jenkinsfile ci/deep/b.sh")]
    [TestCase("./ci//**/Jenkinsfile", "", "ci/Jenkinsfile")]
    [TestCase("*.sh", "", "a.sh")]
    [TestCase("**/[[]*", "", "")]
    public async Task Globs_begin_at_the_root(string include, string exclude, string expected)
    {
        using var folder = new ScriptFolder();
        foreach (var script in Scripts)
        {
            folder.Add(script, "a\r\n");
        }

        await folder.NormalizeAsync(include: include.Split('|'), exclude: exclude.Split('|', StringSplitOptions.RemoveEmptyEntries));

        Assert.That(string.Join(' ', folder.Journal.Changes.Select(change => change.Subject)), Is.EqualTo(expected));
    }

    [TestCase("/etc/*.sh", "is an absolute path")]
    [TestCase("~/x.sh", "is an absolute path")]
    [TestCase("C:/x.sh", "is an absolute path")]
    [TestCase("../*.sh", "leaves the root by ..")]
    [TestCase("a/../../*.sh", "leaves the root by ..")]
    [TestCase("", "names nothing")]
    [TestCase(" ", "names nothing")]
    [TestCase("./", "names nothing")]
    [TestCase("!a.sh", "begins with an exclamation mark")]
    [TestCase("a\\*.sh", "holds a backslash")]
    [TestCase("*.{sh,bash}", "holds a brace")]
    public async Task A_glob_that_cannot_be_meant_is_78(string glob, string why)
    {
        using var folder = new ScriptFolder();

        var including = await folder.FailAsync(include: ["**/*.sh", glob]);
        var excluding = await folder.FailAsync(exclude: [glob]);

        Assert.That((including.ExitCode, including.Reason), Is.EqualTo((78, $"sources.include[1]: the glob \"{glob}\" {why}")));
        Assert.That((excluding.ExitCode, excluding.Reason), Is.EqualTo((78, $"sources.exclude[0]: the glob \"{glob}\" {why}")));
    }
}
