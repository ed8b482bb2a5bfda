using Mesh.Core.Istio.Compatibility;

namespace Mesh.Core.Tests.Istio.Compatibility;

/// <summary>How far a control plane may go in one step.</summary>
public sealed class UpgradeStepTests
{
    [TestCase("1.28.3", "1.29.0", false, "")]
    [TestCase("1.28.3", "1.29.0", true, "")]
    [TestCase("1.29.0", "1.29.3", false, "")]
    [TestCase("1.29.0", "1.29.0", false, "")]
    [TestCase("1.29.2", "1.29", false, "")]
    [TestCase("1.27.0", "1.29.0", false, "VER011 Error")]
    [TestCase("1.27.0", "1.29.0", true, "VER012 Warning")]
    [TestCase("1.26.0", "1.29.0", true, "VER011 Error")]
    [TestCase("1.29.0", "1.28.9", false, "VER013 Error")]
    [TestCase("1.29.0", "1.28.9", true, "VER013 Error")]
    [TestCase("1.29.3", "1.29.0", true, "VER013 Warning")]
    [TestCase("1.31.0", "2.0.0", true, "VER011 Error")]
    [TestCase("2.0.0", "1.31.0", true, "VER013 Error")]
    [TestCase("1.28.3-distroless", "1.29.0", false, "")]
    [TestCase("latest", "1.29.0", false, "VER014 Warning")]
    [TestCase("1.29.0", "", false, "VER014 Warning")]
    [TestCase("\u001b[31m", "1.29.0", false, "VER014 Warning")]
    public void A_step_is_one_minor_version_in_place_and_two_by_revision(string from, string to, bool byRevision, string codes)
    {
        var found = UpgradeStep.Of(from, to, byRevision, "deployment/istiod in istio-system");
        Assert.That(string.Join(',', found.Select(finding => $"{finding.Code} {finding.Severity}")), Is.EqualTo(codes));
        Assert.That(found.Select(finding => finding.Evidence), Is.All.Not.Contains("\u001b"));
    }

    [Test]
    public void Too_large_a_step_names_the_version_in_between() => Assert.Multiple(() =>
    {
        Assert.That(UpgradeStep.Of("1.26.1", "1.29.0", false, "x")[0].Evidence, Is.EqualTo("from 1.26.1 to 1.29.0 in place: 3 minor versions, 1 allowed; the next is 1.27"));
        Assert.That(UpgradeStep.Of("1.26.1", "1.29.0", true, "x")[0].Evidence, Is.EqualTo("from 1.26.1 to 1.29.0 by revision: 3 minor versions, 2 allowed; the next is 1.28"));
    });
}
