using Mesh.Core.Model;

namespace Mesh.Core.Tests.Model;

public sealed class KubeVersionTests
{
    [TestCase("v1.34.1", 1, 34, 1)]
    [TestCase("v1.27.9-eks-5e0fdde", 1, 27, 9)]
    [TestCase("v1.30.2+k3s1", 1, 30, 2)]
    [TestCase("v1.31.0-alpha.1.12+0123456789abcd", 1, 31, 0)]
    [TestCase("1.27", 1, 27, 0)]
    [TestCase("1.27+", 1, 27, 0)]
    public void A_version_is_read_and_keeps_its_text(string text, int major, int minor, int patch)
    {
        Assert.That(KubeVersion.TryParse(text, out var version), Is.True);
        Assert.That(version, Is.EqualTo(new KubeVersion(major, minor, patch, text)));
        Assert.That(version.ToString(), Is.EqualTo(text));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("v")]
    [TestCase("27+")]
    [TestCase("1.")]
    [TestCase("1.27.")]
    [TestCase("1.27.x")]
    [TestCase("1.2.3.4")]
    [TestCase("-1.27")]
    [TestCase("1. 27")]
    [TestCase("vv1.27")]
    [TestCase("V1.27")]
    [TestCase("latest")]
    [TestCase("1.99999999999")]
    public void What_is_no_version_is_refused(string? text) => Assert.That(KubeVersion.TryParse(text, out _), Is.False);

    [Test]
    public void Versions_are_compared_by_number_and_not_by_letter()
    {
        string[] ascending = ["v1.9.11", "1.27+", "v1.27.9-eks-5e0fdde", "v1.27.10", "v1.100.0", "v2.0.0"];
        Assert.That(ascending.Reverse().Select(Read).Order().Select(version => version.Text), Is.EqualTo(ascending));
        Assert.That(Read("1.27").CompareTo(null), Is.Positive);
    }

    private static KubeVersion Read(string text) => KubeVersion.TryParse(text, out var version) ? version : throw new ArgumentException(text, nameof(text));
}
