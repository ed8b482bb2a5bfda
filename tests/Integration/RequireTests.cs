using Mesh.Integration.Environment;
using NUnit.Framework;

namespace Mesh.Integration;

public sealed class RequireTests
{
    [Test]
    public void What_cannot_be_had_skips_the_test_with_the_reason() =>
        Assert.That(
            () => Require.Available(Task.FromException<int>(new UnavailableException("no root"))),
            Throws.InstanceOf<IgnoreException>().With.Message.EqualTo("unavailable: no root"));

    [Test]
    public void Another_failure_stays_a_failure() =>
        Assert.That(
            () => Require.Available(Task.FromException<int>(new InvalidOperationException("broken"))),
            Throws.InvalidOperationException);
}
