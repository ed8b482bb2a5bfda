namespace Cake.Frosting.Tests;

public sealed class ModeTests
{
    private readonly TestBuild build = new TestBuild().With<Fetch>().With<Brew>().With<Serve>();

    [Test]
    public void The_descriptions_stand_beside_the_names()
    {
        Assert.That(build.Run("--description"), Is.Zero);
        Assert.That(build.Output.ReplaceLineEndings("\n"), Is.EqualTo("""

            Task      Description
            =====================
            Fetch     Fetches water
            Brew Tea
            Serve     Serves it


            """.ReplaceLineEndings("\n")[..^1]));
    }

    [Test]
    public void The_tree_shows_what_depends_on_what()
    {
        Assert.That(build.Run("--tree"), Is.Zero);
        Assert.That(build.Output.ReplaceLineEndings("\n").Trim(), Is.EqualTo("Serve\n└─Brew Tea\n   └─Fetch"));
    }

    [Test]
    public void A_dry_run_lists_what_would_run()
    {
        Assert.That(build.Run("--dryrun", "-t", "Brew Tea"), Is.Zero);
        Assert.That(build.Output, Does.Match(@"Performing dry run\.\.\.\s+Target is: Brew Tea\s+1\. Fetch\s+2\. Brew Tea\s+This was a dry run\."));
        Assert.That(build.Output, Does.Not.Contain("Duration"));
    }

    [Test]
    public void The_version_is_that_of_Cake()
    {
        Assert.That(build.Run("--version"), Is.Zero);
        Assert.That(build.Output.Trim(), Is.EqualTo("7.0.0"));
    }

    [TestCase("--info", "Version: 7.0.0")]
    [TestCase("--help", "--target <TARGET>")]
    [TestCase("-h", "--dryrun")]
    public void The_host_tells_about_itself(string option, string expected)
    {
        Assert.That(build.Run(option), Is.Zero);
        Assert.That(build.Output, Does.Contain(expected));
    }

    [TaskDescription("Fetches water")]
    private sealed class Fetch : FrostingTask;

    [TaskName("Brew Tea")]
    [IsDependentOn(typeof(Fetch))]
    private sealed class Brew : FrostingTask;

    [TaskDescription("Serves it")]
    [IsDependentOn(typeof(Brew))]
    private sealed class Serve : FrostingTask;
}
