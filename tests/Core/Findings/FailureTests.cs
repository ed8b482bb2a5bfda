using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Findings;

public sealed class FailureTests
{
    [TestCase("no pod matches app=web", "Check the selector", "mesh: exit 66: no pod matches app=web. Check the selector.")]
    [TestCase("It said so.", "Did you mean 'Demo'?", "mesh: exit 66: It said so. Did you mean 'Demo'?")]
    [TestCase("one\r\n  two\n\nthree\r", "a\nb", "mesh: exit 66: one two three. a b.")]
    [TestCase("\u001b[31mred\u001b[0m\aalert", "x", "mesh: exit 66: red␇alert. x.")]
    [TestCase("nothing more to say", "", "mesh: exit 66: nothing more to say.")]
    [TestCase("wait!", " \n", "mesh: exit 66: wait!")]
    public void The_last_line_is_one_line_of_sentences(string reason, string remedy, string line) => Assert.That(new Failure(66, reason, remedy).LastLine, Is.EqualTo(line));
}
