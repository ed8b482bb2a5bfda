using System.Text.Json.Nodes;
using Mesh.Core.Images.Placing;
using Mesh.Core.Model;

namespace Mesh.Core.Tests.Images;

/// <summary>Nodes as the cluster has them.</summary>
public sealed class NodePoolTests
{
    private readonly FakeCluster cluster = new();

    [Test]
    public async Task A_node_is_of_the_platform_that_its_labels_say_and_one_that_was_relabelled_is_named()
    {
        cluster.AddNode("plain", "linux/amd64");
        cluster.AddNode("bare", "linux/arm64", labelled: false);
        cluster.AddNode("changed", "linux/amd64", labels: new() { ["kubernetes.io/arch"] = "arm64" });
        var pool = await Read();
        Assert.Multiple(() =>
        {
            Assert.That(pool.Nodes.Select(node => $"{node.Name} {node.Platform}"), Is.EqualTo(["bare linux/arm64", "changed linux/arm64", "plain linux/amd64"]));
            Assert.That(pool.Relabelled, Is.EqualTo(["changed"]));
            Assert.That(pool.Platforms.Select(platform => platform.ToString()), Is.EqualTo(["linux/amd64", "linux/arm64"]));
        });
    }

    [Test]
    public async Task A_Windows_node_is_of_its_build_by_label_or_by_kernel()
    {
        cluster.AddNode("kernel", "windows/amd64");
        cluster.AddNode("label", "windows/amd64", labels: new() { ["node.kubernetes.io/windows-build"] = "10.0.20348" });
        var pool = await Read();
        Assert.That(pool.Platforms, Is.EqualTo([new Platform("windows", "amd64", OsVersion: "10.0.17763"), new Platform("windows", "amd64", OsVersion: "10.0.20348")]));
    }

    [Test]
    public async Task A_node_that_says_no_platform_is_named_and_none_of_the_pool()
    {
        cluster.AddNode("blank", "/", labelled: false);
        cluster.AddNode("real", "linux/arm64");
        var pool = await Read();
        Assert.That((pool.Nameless.Single(), pool.Nodes.Single().Name), Is.EqualTo(("blank", "real")));
    }

    [TestCase("node.kubernetes.io/not-ready", "NoExecute", true)]
    [TestCase("node.kubernetes.io/unschedulable", "NoSchedule", true)]
    [TestCase("node.kubernetes.io/disk-pressure", "NoSchedule", true)]
    [TestCase("node.cloudprovider.kubernetes.io/uninitialized", "NoSchedule", true)]
    [TestCase("node-role.kubernetes.io/control-plane", "NoSchedule", false)]
    [TestCase("dedicated", "NoExecute", false)]
    public async Task A_condition_that_passes_does_not_count_against_a_node(string key, string effect, bool takesPods)
    {
        cluster.AddNode("one", "linux/arm64", [new JsonObject { ["key"] = key, ["effect"] = effect }]);
        Assert.That((await Read()).LandingOf(Placement.OrdinaryLinux).Nodes, takesPods ? Is.Not.Empty : Is.Empty);
    }

    [Test]
    public async Task A_landing_names_the_nodes_by_platform()
    {
        cluster.AddNode("b", "linux/arm64");
        cluster.AddNode("a", "linux/arm64");
        cluster.AddNode("c", "linux/amd64");
        var landing = (await Read()).LandingOf(Placement.Everywhere);
        Assert.That(landing.ByPlatform.OrderBy(pair => pair.Key.ToString()).Select(pair => $"{pair.Key}: {string.Join(' ', pair.Value)}"), Is.EqualTo(["linux/amd64: c", "linux/arm64: a b"]));
    }

    private Task<NodePool> Read() => NodePool.ReadAsync(cluster, default);
}
