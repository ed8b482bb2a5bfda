using Mesh.Core.Istio.Lint.Rules.GatewayApi;

namespace Mesh.Core.Tests.Istio.Lint;

/// <summary>Which hostnames of the Gateway API have a name in common.</summary>
public sealed class HostnamesTests
{
    [TestCase("a.example.com", "A.example.com", true)]
    [TestCase("a.example.com", "b.example.com", false)]
    [TestCase("*.example.com", "a.example.com", true)]
    [TestCase("*.example.com", "a.b.example.com", true)]
    [TestCase("*.example.com", "example.com", false)]
    [TestCase("*.example.com", ".example.com", false)]
    [TestCase("*.example.com", "a.badexample.com", false)]
    [TestCase("*.example.com", "*.b.example.com", true)]
    [TestCase("*.a.example.com", "*.b.example.com", false)]
    [TestCase("*", "a", false)]
    [TestCase("", "", true)]
    public void Hostnames_meet_where_a_name_fits_both(string one, string other, bool meet)
    {
        Assert.That(Hostnames.Meet(one, other), Is.EqualTo(meet));
        Assert.That(Hostnames.Meet(other, one), Is.EqualTo(meet));
    }
}
