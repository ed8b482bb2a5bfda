using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Images;
using Mesh.Core.Model;
using Mesh.Core.Registries;

namespace Mesh.Core.Tests.Images;

/// <summary>What istio.hub auto comes to.</summary>
public sealed class HubChoiceTests
{
    private static readonly IstioOptions Auto = new() { Version = "1.29.0", Hub = "auto", Hubs = ["one.io/istio", "two.io/istio", "three.io/istio"] };
    private readonly Rig rig = new();

    [Test]
    public async Task The_first_hub_that_has_everything_is_taken_and_the_others_are_passed_over_aloud()
    {
        Hub("one.io/istio", "linux/amd64");
        Hub("two.io/istio", "linux/amd64", "linux/arm64");
        Hub("three.io/istio", "linux/amd64", "linux/arm64");
        await rig.Nodes("linux/amd64", "linux/arm64").Istio(Auto).RunAsync();
        Assert.Multiple(() =>
        {
            Assert.That(rig.Images.Select(image => image["image"]!.ToString()), Is.EqualTo(["two.io/istio/pilot:1.29.0", "two.io/istio/proxyv2:1.29.0"]));
            Assert.That(rig.Notes, Does.StartWith("istio.hub auto: two.io/istio\npassed over one.io/istio: pilot:1.29.0 is not there for linux/arm64, proxyv2:1.29.0 is not there for linux/arm64\n"));
            Assert.That(rig.Found, Is.Empty);
            Assert.That(rig.Registries.Asked, Has.None.StartsWith("three.io"));
        });
    }

    [Test]
    public async Task A_hub_that_cannot_be_asked_is_passed_over()
    {
        rig.Registries.Fail("one.io", RegistryFault.Unreachable);
        Hub("two.io/istio", "linux/arm64");
        await rig.Nodes("linux/arm64").Istio(Auto).RunAsync();
        Assert.That(rig.Notes, Does.Contain("passed over one.io/istio: pilot:1.29.0 could not be asked about (one.io/istio/pilot:1.29.0: Unreachable)"));
        Assert.That(rig.Found, Is.Empty);
    }

    [Test]
    public async Task No_hub_at_all_leads_to_the_findings_of_the_first()
    {
        Hub("one.io/istio", "linux/amd64");
        await rig.Nodes("linux/arm64").Istio(Auto).RunAsync();
        Assert.That(rig.Found, Is.EqualTo(["IMG003 one.io/istio/pilot:1.29.0", "IMG003 one.io/istio/proxyv2:1.29.0"]));
        Assert.That(rig.Notes, Does.StartWith("istio.hub auto: none of istio.hubs has everything"));
    }

    [Test]
    public void No_hub_where_one_could_not_be_asked_is_that_hubs_error()
    {
        Hub("one.io/istio", "linux/amd64");
        rig.Registries.Fail("three.io", RegistryFault.Refused);
        Assert.That(() => rig.Nodes("linux/arm64").Istio(Auto).RunAsync(), Fails.With(ExitCode.Forbidden, "three.io/istio/pilot:1.29.0: Refused"));
    }

    [Test]
    public async Task The_platforms_of_injected_pods_count_for_the_proxy()
    {
        Hub("one.io/istio", "linux/arm64");
        Hub("two.io/istio", "linux/arm64", "linux/s390x");
        rig.Nodes("linux/arm64").Istio(Auto).Deployment("gateway", "auto", "nodeSelector: { kubernetes.io/arch: s390x }", "labels: { sidecar.istio.io/inject: 'true' }");
        await rig.RunAsync();
        Assert.That(rig.Notes, Does.Contain("passed over one.io/istio: proxyv2:1.29.0 is not there for linux/s390x"));
        Assert.That(rig.States("two.io/istio/proxyv2:1.29.0"), Is.EqualTo(["linux/arm64=exists", "linux/s390x=exists"]));
    }

    [Test]
    public void No_hubs_to_choose_from_is_78() => Assert.That(() => rig.Nodes("linux/arm64").Istio(Auto with { Hubs = [] }).RunAsync(), Fails.With(ExitCode.Configuration, "istio.hubs is empty"));

    [Test]
    public async Task A_verdict_gives_its_hub_or_throws()
    {
        Hub("one.io/istio", "linux/arm64");
        var choice = new HubChoice(new ImageInspector(rig.Registries), rig.Journal);
        var arm = await choice.ChooseAsync(Auto.Hubs, [new HubImage("pilot", "1.29.0", [new Platform("linux", "arm64")])], default);
        var intel = await choice.ChooseAsync(Auto.Hubs, [new HubImage("pilot", "1.29.0", [new Platform("linux", "amd64")])], default);
        Assert.That(arm.Require(), Is.EqualTo("one.io/istio"));
        Assert.That(intel.Require, Fails.With(ExitCode.FindingsFound, "one.io/istio: pilot:1.29.0 is not there for linux/amd64; two.io/istio: pilot:1.29.0 is not there"));
    }

    private void Hub(string hub, params string[] platforms)
    {
        rig.Registries.Index($"{hub}/pilot:1.29.0", platforms);
        rig.Registries.Index($"{hub}/proxyv2:1.29.0", platforms);
    }
}
