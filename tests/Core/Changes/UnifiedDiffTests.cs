using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Changes;

namespace Mesh.Core.Tests.Changes;

public sealed class UnifiedDiffTests
{
    [TestCase("", "")]
    [TestCase("a\nb\n", "a\nb\n")]
    public void Equal_texts_differ_in_nothing(string before, string after) => Assert.That(UnifiedDiff.Of(before, after), Is.Empty);

    [TestCase("", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b\n", TestName = "Something new is all plus")]
    [TestCase("a\nb\n", "", "@@ -1,2 +0,0 @@\n-a\n-b\n", TestName = "Something gone is all minus")]
    [TestCase("", "\n", "@@ -0,0 +1,1 @@\n+\n", TestName = "One empty line is a line")]
    [TestCase("a\nb\nc\n", "a\nB\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n", TestName = "A line in the middle")]
    [TestCase("a\r\nb\r\n", "a\nb\n", "@@ -1,2 +1,2 @@\n-a\r\n-b\r\n+a\n+b\n", TestName = "Line endings")]
    [TestCase("a", "a\n", "@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n", TestName = "The last line end")]
    [TestCase("a\n  b\n", "a\n b\n", "@@ -1,2 +1,2 @@\n a\n-  b\n+ b\n", TestName = "Indentation")]
    public void A_diff_reads_as_git_writes_it(string before, string after, string expected) => Assert.That(UnifiedDiff.Of(before, after), Is.EqualTo(expected));

    [Test]
    public void Far_changes_are_hunks_of_their_own_with_three_lines_around_them()
    {
        var before = Enumerable.Range(1, 20).Select(number => $"{number}").ToArray();
        var after = before.Select(line => line is "2" or "19" ? "x" : line);

        Assert.That(UnifiedDiff.Of(Text(before), Text(after)), Is.EqualTo(
            "@@ -1,5 +1,5 @@\n 1\n-2\n+x\n 3\n 4\n 5\n@@ -16,5 +16,5 @@\n 16\n 17\n 18\n-19\n+x\n 20\n"));
    }

    [Test]
    public void Lines_added_between_are_counted_on_their_side() =>
        Assert.That(UnifiedDiff.Of("1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nx\n5\n6\n7\n8\n"), Is.EqualTo("@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+x\n 5\n 6\n 7\n"));

    [Test]
    public void Applied_to_the_old_text_it_gives_the_new_one() => Prop.ForAll<byte[], byte[]>((left, right) =>
    {
        var (before, after) = (left.Select(value => $"{value % 4}").ToArray(), right.Select(value => $"{value % 4}").ToArray());

        return Apply(before, UnifiedDiff.Of(Text(before), Text(after))).SequenceEqual(after);
    }).QuickCheckThrowOnFailure();

    private static string Text(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    private static List<string> Apply(string[] before, string diff)
    {
        var (after, next) = (new List<string>(), 0);
        foreach (var line in diff.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("@@", StringComparison.Ordinal))
            {
                var old = line.Split(' ')[1].TrimStart('-').Split(',').Select(int.Parse).ToArray();
                var start = old[1] == 0 ? old[0] : old[0] - 1;
                after.AddRange(before[next..start]);
                next = start;
                continue;
            }

            if (line[0] != '-')
            {
                after.Add(line[1..]);
            }

            if (line[0] != '+')
            {
                Assert.That(before[next++], Is.EqualTo(line[1..]));
            }
        }

        return [.. after, .. before[next..]];
    }
}
