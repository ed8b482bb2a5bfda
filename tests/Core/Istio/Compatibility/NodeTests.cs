using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Compatibility;
using Mesh.Core.Istio.Compatibility.Nodes;
using Mesh.Core.Model;

namespace Mesh.Core.Tests.Istio.Compatibility;

/// <summary>Whether nodes can carry what is to be installed.</summary>
public sealed class NodeTests
{
    private readonly List<NodeFacts> nodes = [];
    private readonly PodSurvey pods = new();

    [Test]
    public void What_pods_request_is_what_is_missing_from_a_node()
    {
        Node("a", "4", "8Gi");
        Pod("a", "1", "1Gi");
        Pod("a", "500m", "512Mi", "Pending");
        Pod("a", "2", "4Gi", "Succeeded");
        Pod("a", "2", "4Gi", "Failed");
        Pod("b", "2", "4Gi");
        Assert.That(new NodeJudge(nodes, pods).Left(nodes[0]), Is.EqualTo(new Room(2.5m, (8L << 30) - (3L << 29))));
        Assert.That(pods.Completed, Has.Count.EqualTo(1));
    }

    [TestCase(3, 1, "4", "8Gi")]
    [TestCase(3, 3, "500m", "2Gi")]
    [TestCase(1, 3, "1500m", "6Gi")]
    public void Room_enough_is_said_nothing_about(int count, int replicas, string cpu, string memory)
    {
        Many(count, cpu, memory);
        Assert.That(Planned(replicas).Where(finding => finding.Code == "NOD002"), Is.Empty);
    }

    [Test]
    public void Pods_that_fit_nowhere_are_an_error_with_what_is_left()
    {
        Many(2, "600m", "8Gi");
        var finding = Planned(3).Single(finding => finding.Code == "NOD002");
        Assert.That((finding.Severity, finding.Evidence), Is.EqualTo((Severity.Error, "2 of 3 pods with 0.5 CPU and 2 GiB each fit on 2 nodes; the most left on one is 0.6 CPU and 8 GiB")));
    }

    [Test]
    public void Small_pieces_on_many_nodes_are_no_room_for_one_pod()
    {
        Many(10, "400m", "1Gi");
        Assert.That(Planned(1).Single(finding => finding.Code == "NOD002").Evidence, Does.StartWith("0 of 1 pod with 0.5 CPU and 2 GiB each fit on 10 nodes"));
    }

    [TestCase("karpenter.sh/nodepool", "default")]
    [TestCase("eks.amazonaws.com/compute-type", "auto")]
    public void Where_nodes_are_made_on_demand_it_is_a_warning(string label, string value)
    {
        Node("a", "400m", "1Gi", labels: (label, value));
        Assert.That(Planned(1).Single(finding => finding.Code == "NOD002").Severity, Is.EqualTo(Severity.Warning));
    }

    [Test]
    public void An_autoscaler_among_the_pods_makes_it_a_warning_too()
    {
        Node("a", "400m", "1Gi");
        pods.Add(new JsonObject { ["metadata"] = JsonNode.Parse("""{ "name": "x", "namespace": "kube-system", "labels": { "app.kubernetes.io/name": "aws-cluster-autoscaler" } }""") });
        Assert.That(Planned(1).Single(finding => finding.Code == "NOD002").Severity, Is.EqualTo(Severity.Warning));
    }

    [TestCase("cordoned")]
    [TestCase("tainted")]
    [TestCase("down")]
    [TestCase("windows")]
    [TestCase("fargate-ip-10-0-0-1")]
    public void A_node_that_takes_no_pods_has_no_room(string name)
    {
        Node(name, "64", "256Gi");
        Assert.That(Planned(1).Single(finding => finding.Code == "NOD002").Evidence, Does.Contain("no node takes pods"));
    }

    [Test]
    public void A_DaemonSet_needs_room_on_every_node_and_leaves_less_for_the_rest()
    {
        Node("a", "600m", "4Gi");
        Node("tainted", "50m", "4Gi");
        var found = Planned(1, istio => istio with { Cni = new() { Enabled = true }, Ztunnel = new() { Enabled = true, Resources = new() { Requests = new() { Cpu = "10m" } } } }).Where(finding => finding.Code == "NOD002").ToList();
        Assert.That(found.Select(finding => $"{finding.Subject}: {finding.Evidence}"), Is.EqualTo(
        [
            "istio-cni: it needs 0.1 CPU and 0 GiB on every node; node tainted have less left",
            "istiod: 0 of 1 pod with 0.5 CPU and 2 GiB each fit on 1 node; the most left on one is 0.49 CPU and 3.4 GiB",
        ]));
    }

    [TestCase(1, 0, "")]
    [TestCase(2, 0, "one replica where 2 nodes take pods; 2 suit them")]
    [TestCase(2, 2, "")]
    [TestCase(2, 3, "3 replicas where 2 nodes take pods; 2 suit them")]
    [TestCase(3, 3, "3 replicas where 3 nodes take pods; 2 suit them")]
    [TestCase(4, 3, "")]
    [TestCase(9, 5, "5 replicas where 9 nodes take pods; 3 suit them")]
    [TestCase(9, 1, "one replica where 9 nodes take pods; 3 suit them")]
    public void Replicas_are_at_most_three_and_one_less_than_the_nodes(int count, int replicas, string said)
    {
        Many(count, "16", "64Gi");
        Assert.That(string.Join(';', Planned(replicas).Select(finding => finding.Evidence)), Is.EqualTo(said));
    }

    [TestCase("v1.34.1", "v1.34.1", "")]
    [TestCase("v1.34.1", "v1.31.9-eks-5e0fdde", "")]
    [TestCase("v1.34.1", "v1.30.9", "NOD004 Warning")]
    [TestCase("v1.34.1", "v1.35.0", "NOD004 Error")]
    [TestCase("v1.26.0", "v1.24.0", "")]
    [TestCase("v1.27.0", "v1.24.0", "NOD004 Warning")]
    [TestCase("v1.34.1", "", "")]
    [TestCase("v1.34.1", "none", "")]
    public void A_kubelet_is_never_newer_and_at_most_three_minor_versions_older(string server, string kubelet, string codes)
    {
        Node("a", "16", "64Gi", kubelet: kubelet);
        Assert.That(string.Join(',', Present(server).Select(finding => $"{finding.Code} {finding.Severity}")), Is.EqualTo(codes));
    }

    [Test]
    public void Nodes_that_are_not_ready_are_told_with_the_kubelets_words()
    {
        Node("a", "16", "64Gi");
        Node("down", "16", "64Gi");
        var finding = Present("v1.34.1").Single();
        Assert.That((finding.Severity, finding.Subject, finding.Evidence), Is.EqualTo((Severity.Warning, "node down", "1 of 2 are not ready; down: KubeletNotReady: cni plugin not initialized")));
        nodes.RemoveAt(0);
        Assert.That(Present("v1.34.1").First().Severity, Is.EqualTo(Severity.Error));
    }

    [TestCase("2", "4Gi", "")]
    [TestCase("1900m", "64Gi", "NOD003")]
    [TestCase("16", "4095Mi", "NOD003")]
    public void Two_cores_and_four_gibibytes_have_to_be_left_somewhere(string cpu, string memory, string codes)
    {
        Node("a", cpu, memory);
        Node("b", "1", "1Gi");
        Assert.That(string.Join(',', Present("v1.34.1").Select(finding => finding.Code)), Is.EqualTo(codes));
    }

    [Test]
    public void Pods_that_crash_are_told_and_no_more_of_them_than_can_be_read()
    {
        Node("a", "16", "64Gi");
        for (var index = 0; index < 50; index++)
        {
            pods.Add(new JsonObject
            {
                ["metadata"] = JsonNode.Parse($$"""{ "name": "web-{{index:00}}", "namespace": "beta" }"""),
                ["status"] = JsonNode.Parse("""{ "phase": "Running", "containerStatuses": [{ "state": { "waiting": { "reason": "CrashLoopBackOff" } } }] }"""),
            });
        }

        var finding = Present("v1.34.1").Single();
        Assert.That((finding.Code, finding.Subject, finding.Evidence), Is.EqualTo(("NOD006", "pods beta/web-00, beta/web-01, beta/web-02 and 47 more", "50 pods in CrashLoopBackOff")));
    }

    [Test]
    public void Without_pods_nothing_is_said_of_what_is_left()
    {
        Node("a", "100m", "1Mi");
        var judge = new NodeJudge(nodes, null);
        Assert.That(judge.Planned(new()).Concat(judge.Present(Version("v1.34.1"))), Is.Empty);
    }

    [Test]
    public void A_node_of_nothing_is_a_node() => Assert.That(NodeFacts.Of([]).TakesPods, Is.False);

    private void Many(int count, string cpu, string memory)
    {
        for (var index = 0; index < count; index++)
        {
            Node($"node-{index}", cpu, memory);
        }
    }

    private void Node(string name, string cpu, string memory, string kubelet = "v1.34.1", (string Key, string Value)? labels = null) => nodes.Add(NodeFacts.Of(new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = labels is { } label ? new JsonObject { [label.Key] = label.Value } : new JsonObject() },
        ["spec"] = new JsonObject
        {
            ["unschedulable"] = name == "cordoned",
            ["taints"] = name == "tainted" ? new JsonArray(new JsonObject { ["key"] = "dedicated", ["effect"] = "NoSchedule" }) : null,
        },
        ["status"] = new JsonObject
        {
            ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = name == "down" ? "False" : "True", ["reason"] = "KubeletNotReady", ["message"] = "cni plugin\nnot initialized" }),
            ["nodeInfo"] = new JsonObject { ["operatingSystem"] = name == "windows" ? "windows" : "linux", ["architecture"] = "arm64", ["kubeletVersion"] = kubelet },
            ["allocatable"] = new JsonObject { ["cpu"] = cpu, ["memory"] = memory },
        },
    }));

    private void Pod(string node, string cpu, string memory, string phase = "Running") => pods.Add(new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = $"web-{Guid.NewGuid():N}", ["namespace"] = "beta" },
        ["spec"] = new JsonObject
        {
            ["nodeName"] = node,
            ["containers"] = new JsonArray(new JsonObject { ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = cpu, ["memory"] = memory } } }),
        },
        ["status"] = new JsonObject { ["phase"] = phase },
    });

    private IEnumerable<Finding> Planned(int replicas, Func<IstioOptions, IstioOptions>? with = null)
    {
        var istio = new IstioOptions { Istiod = new() { Replicas = replicas } };
        return new NodeJudge(nodes, pods).Planned(with?.Invoke(istio) ?? istio);
    }

    private IEnumerable<Finding> Present(string server) => new NodeJudge(nodes, pods).Present(Version(server));

    private static KubeVersion Version(string text) => KubeVersion.TryParse(text, out var version) ? version : throw new ArgumentException(text);
}
