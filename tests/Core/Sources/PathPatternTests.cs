using Mesh.Core.Sources;

namespace Mesh.Core.Tests.Sources;

public sealed class PathPatternTests
{
    [TestCase("*.sh", "a.sh", true)]
    [TestCase("*.sh", "d/a.sh", false)]
    [TestCase("**/*.sh", "a.sh", true)]
    [TestCase("**/*.sh", "d/e/a.sh", true)]
    [TestCase("d/**", "d/e/a.sh", true)]
    [TestCase("d/**", "d", false)]
    [TestCase("d/**/a.sh", "d/a.sh", true)]
    [TestCase("d/**/a.sh", "d/e/f/a.sh", true)]
    [TestCase("**/d/**/x/*.sh", "a/d/b/x/c/x/s.sh", true)]
    [TestCase("**/d/**/x/*.sh", "a/d/b/x/c/s.sh", false)]
    [TestCase("a**b", "axb", true)]
    [TestCase("a**b", "ax/b", false)]
    [TestCase("***/a", "x/y/a", true)]
    [TestCase("a?c", "abc", true)]
    [TestCase("a?c", "a/c", false)]
    [TestCase("[a-c]x", "bx", true)]
    [TestCase("[!a-c]x", "bx", false)]
    [TestCase("[^a-c]x", "dx", true)]
    [TestCase("[]x]y", "]y", true)]
    [TestCase("[a-]y", "-y", true)]
    [TestCase("[[:digit:]]y", "7y", true)]
    [TestCase("[[:digit:]]y", "dy", false)]
    [TestCase("[[:nothing:]]y", "ny", false)]
    [TestCase("[a", "a", false)]
    [TestCase("[\\]]", "]", true)]
    [TestCase("\\*x", "*x", true)]
    [TestCase("\\*x", "ax", false)]
    [TestCase("x\\", "x\\", false)]
    [TestCase("A", "a", false)]
    [TestCase("", "", true)]
    public void A_pattern_matches_as_git_has_it(string pattern, string path, bool matches) =>
        Assert.That(new PathPattern(pattern).Matches(path), Is.EqualTo(matches));

    [Test]
    [CancelAfter(5000)]
    public void A_hostile_pattern_takes_no_time_that_could_be_noticed(CancellationToken cancellation)
    {
        var pattern = new PathPattern(string.Concat(Enumerable.Repeat("**/*a*a*a*a*", 40)) + "b");
        var path = string.Join('/', Enumerable.Repeat(new string('a', 60), 60));

        Assert.That(pattern.Matches(path), Is.False);
        Assert.That(cancellation.IsCancellationRequested, Is.False);
    }
}
