using System.Text.Json.Nodes;
using Mesh.Core.Configuration;

namespace Mesh.Core.Tests.Configuration;

public sealed class GoodFileTests
{
    [TestCase("")]
    [TestCase("\n# nothing but a comment\n")]
    [TestCase("---\n...\n")]
    [TestCase("~")]
    [TestCase("\uFEFF{}")]
    [TestCase("cluster:\nreleases:\nistio:\nsources: null")]
    public void What_is_empty_means_the_defaults(string yaml)
    {
        var options = Workspace.Options(yaml);
        Assert.Multiple(() =>
        {
            Assert.That(options.Cluster, Is.EqualTo(new ClusterOptions()));
            Assert.That(options.Sources.Include, Is.EqualTo(new[] { "**/*.sh", "Jenkinsfile*" }));
            Assert.That(options.Releases, Is.Empty);
            Assert.That(options.Istio, Is.Null);
        });
    }

    [TestCase("null", ExpectedResult = null)]
    [TestCase("~", ExpectedResult = null)]
    [TestCase("", ExpectedResult = null)]
    [TestCase("'null'", ExpectedResult = "null")]
    [TestCase("''", ExpectedResult = "")]
    [TestCase("${CONTEXT}", ExpectedResult = "${CONTEXT}")]
    [TestCase("NO", ExpectedResult = "NO")]
    [TestCase("1.30", ExpectedResult = "1.30")]
    [TestCase("0x1F", ExpectedResult = "0x1F")]
    [TestCase("2026-01-02", ExpectedResult = "2026-01-02")]
    [TestCase("!!str 1.0", ExpectedResult = "1.0")]
    [TestCase("arn:aws:eks:ap-southeast-1:123456789012:cluster/locust", ExpectedResult = "arn:aws:eks:ap-southeast-1:123456789012:cluster/locust")]
    public string? A_context_is_loaded_as_it_is_written_for_its_own_check_to_judge(string written) => Workspace.Options($"cluster:\n  context: {written}\n").Cluster.Context;

    [Test]
    public void Free_values_keep_the_type_they_are_written_with()
    {
        var set = Workspace.Options("""
            releases:
              - name: web
                chart: ./web
                namespace: beta
                set:
                  image.tag: "42"
                  replicas: 42
                  ratio: 0.5
                  enabled: true
                  gone: null
                  word: 1.2.3
                  limits: { cpu: [1, "2"] }
            """).Releases[0].Set;
        var expected = JsonNode.Parse("""{ "image.tag": "42", "replicas": 42, "ratio": 0.5, "enabled": true, "gone": null, "word": "1.2.3", "limits": { "cpu": [1, "2"] } }""");
        Assert.That(JsonNode.DeepEquals(new JsonObject(set.Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))), expected), Is.True);
    }

    [Test]
    public void An_alias_stands_for_the_whole_value()
    {
        var releases = Workspace.Options("""
            releases:
              - { name: a, chart: ./a, namespace: beta, values: &common [common.yaml, beta.yaml] }
              - { name: b, chart: ./b, namespace: beta, values: *common }
            """).Releases;
        Assert.That(releases[1].Values, Is.EqualTo(new[] { "common.yaml", "beta.yaml" }));
    }

    [Test]
    public void The_tilde_of_a_kubeconfig_is_the_home_folder_in_each_of_several()
    {
        var separator = Path.PathSeparator;
        Assert.That(Workspace.Options($"cluster:\n  kubeconfig: ~/.kube/config{separator}./other~/x{separator}~/b").Cluster.Kubeconfig, Is.EqualTo($"/home/ci/.kube/config{separator}./other~/x{separator}/home/ci/b"));
    }

    [Test]
    public void Durations_and_numbers_and_switches_are_read()
    {
        var release = Workspace.Options("releases: [{ name: a, chart: b, namespace: c, timeout: 90, historyLimit: 0, createNamespace: True }]").Releases[0];
        Assert.That((release.Timeout, release.HistoryLimit, release.CreateNamespace), Is.EqualTo(("90", 0, true)));
    }
}
