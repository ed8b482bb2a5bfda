using Mesh.Core.Findings;
using Mesh.Core.Istio.Installation;

namespace Mesh.Core.Tests.Istio.Installation;

public sealed class TraceSamplingTests
{
    [TestCase("5", 5)]
    [TestCase("5%", 5)]
    [TestCase("0.05%", 0.05)]
    [TestCase("0", 0)]
    [TestCase("100", 100)]
    [TestCase("1", 1)]
    [TestCase("99.99", 99.99)]
    public void Percent_is_read(string text, double percent) => Assert.That(TraceSampling.Percent(text), Is.EqualTo((decimal)percent));

    [TestCase("0.05", "one request in 2000", "Say 5 if 5 percent are meant", "0.05%")]
    [TestCase("0.5", "one request in 200", "Say 50", "0.5%")]
    [TestCase("0.001", "one request in 100000", "Say 0.1", "0.001%")]
    [TestCase("101", "more than all", "0 to 100", "")]
    [TestCase("0.001%", "0.01 percent", "two decimal places", "")]
    public void What_is_mostly_meant_otherwise_is_refused_with_what_was_meant(string text, string why, string remedy, string sign)
    {
        var error = Refusal.With(ExitCode.Configuration, () => TraceSampling.Percent(text));

        Assert.Multiple(() =>
        {
            Assert.That(error.Reason, Does.Contain(why));
            Assert.That(error.Remedy, Does.Contain(remedy).And.Contain(sign));
        });
    }
}
