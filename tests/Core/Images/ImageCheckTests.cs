using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Registries;

namespace Mesh.Core.Tests.Images;

/// <summary>Images against platforms, and what is said of those that are missing.</summary>
public sealed class ImageCheckTests
{
    private readonly Rig rig = new();

    [Test]
    public async Task The_matrix_says_what_exists_what_is_missing_and_what_is_not_needed()
    {
        rig.Nodes("linux/amd64", "linux/arm64", "linux/arm64").Check("both:1", "single:1").Deployment("web", "web:1", "nodeSelector: { kubernetes.io/arch: amd64 }");
        rig.Registries.Index("both:1", "linux/amd64", "linux/arm64/v8");
        rig.Registries.Single("single:1", "linux/amd64");
        rig.Registries.Single("web:1", "linux/amd64");
        await rig.RunAsync();
        Assert.Multiple(() =>
        {
            Assert.That(rig.States("docker.io/library/both:1"), Is.EqualTo(["linux/amd64=exists", "linux/arm64=exists"]));
            Assert.That(rig.States("docker.io/library/single:1"), Is.EqualTo(["linux/amd64=exists", "linux/arm64=missing"]));
            Assert.That(rig.States("docker.io/library/web:1"), Is.EqualTo(["linux/amd64=exists", "linux/arm64=notNeeded"]));
            Assert.That(rig.NodesOf("docker.io/library/single:1", "linux/arm64"), Is.EqualTo(["b", "c"]));
            Assert.That(rig.NodesOf("docker.io/library/web:1", "linux/amd64"), Is.EqualTo(["a"]));
            Assert.That(rig.Image("docker.io/library/both:1")["offered"]!.ToJsonString(), Is.EqualTo("""["linux/amd64","linux/arm64/v8"]"""));
            Assert.That(rig.Image("docker.io/library/both:1")["digest"]!.ToString(), Does.StartWith("sha256:"));
            Assert.That(rig.Image("docker.io/library/both:1")["finding"], Is.Null);
            Assert.That(rig.Image("docker.io/library/single:1")["finding"]!.ToString(), Is.EqualTo("IMG003"));
            Assert.That(rig.Notes, Is.EqualTo("""
                image                       linux/amd64  linux/arm64
                docker.io/library/both:1    exists       exists
                docker.io/library/single:1  exists       missing (2 nodes)
                docker.io/library/web:1     exists       not needed
                """));
            Assert.That(rig.Ended.Note, Is.EqualTo("3 images for linux/amd64, linux/arm64; 1 with findings"));
        });
    }

    [Test]
    public async Task An_image_of_one_platform_would_end_in_an_exec_format_error()
    {
        rig.Nodes("linux/arm64").Deployment("web", "web:1");
        rig.Registries.Single("web:1", "linux/amd64");
        await rig.RunAsync();
        Assert.That((rig.Finding.Code, rig.Finding.Subject, rig.Finding.Evidence), Is.EqualTo(("IMG003", "docker.io/library/web:1",
            "needed for linux/arm64; offered for linux/amd64; missing for linux/arm64 (node a): its pods there would end in exec format error; needed by deployment/web in beta, container main (release web)")));
    }

    [Test]
    public async Task An_index_without_the_platform_would_end_in_ImagePullBackOff()
    {
        rig.Nodes("linux/arm64", "linux/s390x").Check("web:1");
        rig.Registries.Index("web:1", "linux/amd64", "linux/arm/v7");
        await rig.RunAsync();
        Assert.That(rig.Finding.Evidence, Is.EqualTo("needed for linux/arm64, linux/s390x; offered for linux/amd64, linux/arm/v7; missing for linux/arm64 (node a), linux/s390x (node b): "
            + "its pods there would stay in ImagePullBackOff: no match for platform in manifest; needed by images.check"));
    }

    [TestCase(RegistryFault.TagMissing, "IMG001")]
    [TestCase(RegistryFault.RepositoryMissing, "IMG002")]
    [TestCase(RegistryFault.SchemaOne, "IMG005")]
    [TestCase(RegistryFault.Invalid, "IMG006")]
    [TestCase(RegistryFault.BlobMissing, "IMG006")]
    public async Task A_registrys_fault_is_a_finding_in_its_own_words(RegistryFault fault, string code)
    {
        rig.Nodes("linux/arm64").Check("web:1");
        rig.Registries.Fail("docker.io/library/web:1", fault);
        await rig.RunAsync();
        Assert.That((rig.Finding.Code, rig.Finding.Evidence), Is.EqualTo((code, $"docker.io/library/web:1: {fault}; needed by images.check")));
        Assert.That(rig.States("docker.io/library/web:1"), Is.EqualTo(["linux/arm64=missing"]));
    }

    [TestCase(RegistryFault.Refused, ExitCode.Forbidden)]
    [TestCase(RegistryFault.Unreachable, ExitCode.Unavailable)]
    [TestCase(RegistryFault.RateLimited, ExitCode.Unavailable)]
    public void What_was_not_seen_is_never_green_and_outweighs_findings(RegistryFault fault, int exitCode)
    {
        rig.Nodes("linux/arm64").Check("b.io/web:1", "c.io/web:1", "a.io/web:1");
        rig.Registries.Fail("c.io", fault);
        rig.Registries.Index("b.io/web:1", "linux/arm64");
        Assert.That(() => rig.RunAsync(), Fails.With(exitCode, $"c.io/web:1: {fault}"));
        Assert.Multiple(() =>
        {
            Assert.That(rig.Found, Is.EqualTo(["IMG002 a.io/web:1"]));
            Assert.That(rig.States("b.io/web:1"), Is.EqualTo(["linux/arm64=exists"]));
            Assert.That(rig.States("c.io/web:1"), Is.EqualTo(["linux/arm64=notSeen"]));
            Assert.That(rig.NodesOf("c.io/web:1", "linux/arm64"), Is.EqualTo(["a"]));
            Assert.That(rig.Image("c.io/web:1")["reason"]!.ToString(), Is.EqualTo($"c.io/web:1: {fault}"));
            Assert.That(rig.Notes, Does.Contain("not seen (1 node)"));
        });
    }

    [Test]
    public void The_first_image_that_was_not_seen_decides_and_the_others_are_counted()
    {
        rig.Nodes("linux/arm64").Check("b.io/web:1", "a.io/web:1", "c.io/web:1");
        rig.Registries.Fail("b.io", RegistryFault.Refused);
        rig.Registries.Fail("c.io", RegistryFault.Unreachable);
        Assert.That(() => rig.RunAsync(), Fails.With(ExitCode.Forbidden, "b.io/web:1: Refused; 2 of 3 images were not seen"));
    }

    [Test]
    public async Task A_digest_of_an_indexs_child_is_found_by_its_tag()
    {
        rig.Nodes("linux/arm64");
        var index = rig.Registries.Index("web:1", "linux/amd64", "linux/arm64");
        await rig.Check($"web:1@{index.Children[0].Digest}").RunAsync();
        Assert.That((rig.Finding.Code, rig.Finding.Remedy), Is.EqualTo(("IMG004", $"Pin docker.io/library/web@{index.Digest} instead")));
        Assert.That(rig.Registries.Asked, Has.None.StartsWith("tags"));
    }

    [Test]
    public async Task A_digest_of_an_indexs_child_is_found_among_the_tags_of_its_repository()
    {
        rig.Nodes("linux/arm64");
        rig.Registries.Single("web:0", "linux/arm64");
        rig.Registries.Index("web:2", "linux/arm64");
        var index = rig.Registries.Index("web:1", "linux/amd64", "linux/arm64");
        await rig.Check($"web@{index.Children[0].Digest}").RunAsync();
        Assert.That((rig.Finding.Code, rig.Finding.Remedy), Is.EqualTo(("IMG004", $"Pin docker.io/library/web@{index.Digest} instead")));
        Assert.That(rig.Finding.Evidence, Does.Contain("docker.io/library/web:1 is an index that lists this digest"));
        Assert.That(rig.Registries.Asked, Does.Contain("tags of docker.io/library/web, at most 50"));
    }

    [TestCase(true, Description = "the index lacks the platform too")]
    [TestCase(false, Description = "the tags may not be listed")]
    public async Task A_digest_whose_index_is_no_help_stays_a_missing_platform(bool listed)
    {
        rig.Nodes("linux/arm64");
        var index = rig.Registries.Index("web:1", listed ? ["linux/amd64"] : ["linux/amd64", "linux/arm64"]);
        if (!listed)
        {
            rig.Registries.Fail("tags of docker.io/library/web", RegistryFault.Refused);
        }

        await rig.Check($"web@{index.Children[0].Digest}").RunAsync();
        Assert.That(rig.Finding.Code, Is.EqualTo("IMG003"));
    }

    [Test]
    public async Task A_missing_image_of_Istio_is_looked_for_at_the_other_hubs()
    {
        rig.Nodes("linux/arm64").Istio(new() { Version = "1.29.0", Hub = "ecr.io/istio", Hubs = ["empty.io/istio", "docker.io/istio"] });
        rig.Registries.Single("ecr.io/istio/pilot:1.29.0", "linux/amd64");
        rig.Registries.Index("docker.io/istio/pilot:1.29.0", "linux/amd64", "linux/arm64");
        await rig.RunAsync();
        Assert.That(rig.Journal.Findings.Select(finding => finding.Remedy.Split(';')[0]), Is.EqualTo([
            "docker.io/istio has docker.io/istio/pilot:1.29.0 for linux/arm64, as asked just now: set the hub to docker.io/istio, or copy it from there with Mesh.MirrorImages",
            "empty.io/istio does not have it for linux/arm64 either, docker.io/istio does not have it for linux/arm64 either",
        ]));
    }

    [TestCase("ecr.io/istio/proxyv2:1", "docker.io/istio could not be asked (docker.io/istio/proxyv2:1: Unreachable); ")]
    [TestCase("ecr.io/mesh/proxyv2:1", "")]
    [TestCase("ecr.io/istio/web:1", "")]
    [TestCase("docker.io/istio/proxyv3:1", "")]
    public async Task Without_Istio_configured_only_an_image_that_says_istio_is_looked_for(string image, string remedy)
    {
        rig.Nodes("linux/arm64").Check(image);
        rig.Registries.Fail("docker.io/istio/proxyv2", RegistryFault.Unreachable);
        await rig.RunAsync();
        Assert.That(rig.Finding.Remedy, Is.EqualTo(remedy + Catalogue.RepositoryMissing.Remedy));
    }

    [Test]
    public async Task Without_a_cluster_the_platforms_stand_for_nodes_and_helm_asks_none()
    {
        rig.Offline("linux/amd64", "linux/arm64").Deployment("web", "web:1", "nodeSelector: { zone: a, kubernetes.io/arch: amd64 }").Check("both:1");
        rig.Registries.Index("web:1", "linux/amd64");
        rig.Registries.Index("both:1", "linux/amd64");
        await rig.RunAsync();
        Assert.Multiple(() =>
        {
            Assert.That(rig.Helm.Calls, Is.EqualTo(["template web"]));
            Assert.That(rig.States("docker.io/library/web:1"), Is.EqualTo(["linux/amd64=exists", "linux/arm64=notNeeded"]));
            Assert.That(rig.States("docker.io/library/both:1"), Is.EqualTo(["linux/amd64=exists", "linux/arm64=missing"]));
            Assert.That(rig.NodesOf("docker.io/library/both:1", "linux/arm64"), Is.Empty);
            Assert.That(rig.Finding.Evidence, Does.Contain("missing for linux/arm64: its pods"));
        });
    }

    [Test]
    public async Task With_a_cluster_the_platforms_of_the_configuration_do_not_count()
    {
        rig.Nodes("linux/amd64").Deployment("web", "web:1");
        rig.Options = rig.Options with { Images = rig.Options.Images with { Platforms = ["linux/s390x"] } };
        rig.Registries.Index("web:1", "linux/amd64");
        await rig.RunAsync();
        Assert.That(rig.Helm.Calls, Is.EqualTo(["render web in locust"]));
        Assert.That(rig.States("docker.io/library/web:1"), Is.EqualTo(["linux/amd64=exists"]));
    }

    [Test]
    public void Neither_a_context_nor_platforms_is_78_before_anything_is_asked()
    {
        rig.Offline().Deployment("web", "web:1");
        Assert.That(() => rig.RunAsync(), Fails.With(ExitCode.Configuration, "neither cluster.context nor images.platforms"));
        Assert.That((rig.Helm.Calls.Count, rig.Registries.Asked.Count), Is.EqualTo((0, 0)));
    }

    [TestCase("null")]
    [TestCase(" ")]
    [TestCase("${CONTEXT}")]
    public void A_context_that_is_refused_is_78_even_with_platforms(string context)
    {
        rig.Offline("linux/arm64").Deployment("web", "web:1");
        rig.Options = rig.Options with { Cluster = new() { Context = context } };
        Assert.That(() => rig.RunAsync(), Fails.With(ExitCode.Configuration, "the kube context is refused"));
        Assert.That((rig.Helm.Calls.Count, rig.Registries.Asked.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Nothing_configured_is_said_in_a_delivery_and_is_78_when_it_was_asked_for()
    {
        rig.Options = new MeshOptions { Istio = new() };
        Assert.That(() => rig.RunAsync(required: true), Fails.With(ExitCode.Configuration, "no images.check, releases or istio.version are configured"));
        await rig.RunAsync(required: false);
        Assert.That(rig.Ended.Status, Is.EqualTo(StepStatus.NotEvaluated));
    }

    [TestCase("a//b")]
    [TestCase("web:1@sha256:short")]
    public void A_malformed_image_of_the_list_is_65(string image) => Assert.That(() => rig.Nodes("linux/arm64").Check(image).RunAsync(), Fails.With(ExitCode.MalformedInput, $"images.check: '{image}'"));

    [Test]
    public async Task A_node_whose_labels_differ_from_its_kubelet_is_told_of()
    {
        rig.Cluster.AddNode("odd", "linux/amd64", labels: new() { ["kubernetes.io/arch"] = "arm64" });
        rig.Registries.Single("web:1", "linux/arm64");
        await rig.Check("web:1").RunAsync();
        Assert.That(rig.Notes, Does.StartWith("node odd: the labels name another platform"));
        Assert.That(rig.Found, Is.Empty);
    }

    [Test]
    public async Task A_long_table_shows_what_is_wrong_and_counts_the_rest()
    {
        rig.Nodes("linux/arm64").Check([.. Enumerable.Range(100, 100).Select(index => $"web:{index}")]);
        foreach (var index in Enumerable.Range(101, 99))
        {
            rig.Registries.Index($"web:{index}", "linux/arm64");
        }

        await rig.RunAsync();
        Assert.That(rig.Notes, Is.EqualTo("""
            image                      linux/arm64
            docker.io/library/web:100  missing (1 node)
            99 further images exist wherever needed
            """));
        Assert.That(rig.Images, Has.Count.EqualTo(100));
    }

    [Test]
    public async Task A_Windows_image_has_to_be_of_the_nodes_build_and_Linux_pods_need_none()
    {
        rig.Nodes("windows/amd64", "linux/amd64").Deployment("web", "web:1", "os: { name: linux }").Deployment("iis", "iis:1", "nodeSelector: { kubernetes.io/os: windows }");
        rig.Registries.Index("web:1", "linux/amd64");
        rig.Registries.Index("iis:1", "windows/amd64");
        await rig.RunAsync();
        Assert.That(rig.States("docker.io/library/web:1"), Is.EqualTo(["linux/amd64=exists", "windows/amd64:10.0.17763=notNeeded"]));
        Assert.That(rig.States("docker.io/library/iis:1"), Is.EqualTo(["linux/amd64=notNeeded", "windows/amd64:10.0.17763=exists"]));
    }
}
