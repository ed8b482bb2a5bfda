using NUnit.Framework;

namespace Mesh.Core.Tests;

public sealed class ManualTimeTests
{
    [Test]
    public void A_clock_that_is_moved_on_while_it_moves_does_not_go_back()
    {
        var time = new ManualTime();
        var began = time.GetUtcNow();
        using var timer = time.CreateTimer(_ => time.Advance(TimeSpan.FromSeconds(5)), null, TimeSpan.FromMilliseconds(500), Timeout.InfiniteTimeSpan);

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.That(time.GetUtcNow() - began, Is.EqualTo(TimeSpan.FromSeconds(5.5)));
    }
}
