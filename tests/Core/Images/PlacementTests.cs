using System.Text.Json.Nodes;
using Mesh.Core.Images.Placing;
using Mesh.Core.Model;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Tests.Images;

/// <summary>Where pods can land, as the scheduler and the kubelet decide it.</summary>
public sealed class PlacementTests
{
    private const string Required = "affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution:";

    private static readonly ClusterNode Node = new("one", new Platform("linux", "arm64"),
        new Dictionary<string, string> { ["kubernetes.io/arch"] = "arm64", ["kubernetes.io/os"] = "linux", ["zone"] = "a", ["cores"] = "8", ["empty"] = "" }, []);

    [TestCase("", true)]
    [TestCase("nodeSelector: { zone: a }", true)]
    [TestCase("nodeSelector: { zone: b }", false)]
    [TestCase("nodeSelector: { zone: a, cores: '9' }", false)]
    [TestCase("nodeSelector: { missing: '' }", false)]
    [TestCase("nodeSelector: { empty: '' }", true)]
    [TestCase("nodeSelector: {}", true)]
    [TestCase("nodeName: one", true)]
    [TestCase("nodeName: two", false)]
    [TestCase("os: { name: linux }", true)]
    [TestCase("os: { name: windows }", false)]
    [TestCase("nodeSelector: { zone: a }, os: { name: windows }", false)]
    public void Selectors_names_and_systems(string spec, bool fits) => Assert.That(Of(spec).Fits(Node), Is.EqualTo(fits));

    [TestCase("{ key: zone, operator: In, values: [b, a] }", true)]
    [TestCase("{ key: zone, operator: In, values: [b] }", false)]
    [TestCase("{ key: missing, operator: In, values: [a] }", false)]
    [TestCase("{ key: zone, operator: In }", false)]
    [TestCase("{ key: zone, operator: NotIn, values: [b] }", true)]
    [TestCase("{ key: zone, operator: NotIn, values: [a, b] }", false)]
    [TestCase("{ key: missing, operator: NotIn, values: [a] }", true)]
    [TestCase("{ key: zone, operator: NotIn }", false)]
    [TestCase("{ key: empty, operator: Exists }", true)]
    [TestCase("{ key: missing, operator: Exists }", false)]
    [TestCase("{ key: zone, operator: Exists, values: [a] }", false)]
    [TestCase("{ key: missing, operator: DoesNotExist }", true)]
    [TestCase("{ key: zone, operator: DoesNotExist }", false)]
    [TestCase("{ key: cores, operator: Gt, values: ['7'] }", true)]
    [TestCase("{ key: cores, operator: Gt, values: ['8'] }", false)]
    [TestCase("{ key: cores, operator: Lt, values: ['9'] }", true)]
    [TestCase("{ key: cores, operator: Lt, values: ['8'] }", false)]
    [TestCase("{ key: zone, operator: Gt, values: ['1'] }", false)]
    [TestCase("{ key: cores, operator: Gt, values: [many] }", false)]
    [TestCase("{ key: cores, operator: Gt, values: ['1', '2'] }", false)]
    [TestCase("{ key: missing, operator: Lt, values: ['9'] }", false)]
    [TestCase("{ key: zone, operator: Like, values: [a] }", false)]
    public void Required_affinity_by_labels(string expression, bool fits) =>
        Assert.That(Of($"{Required} {{ nodeSelectorTerms: [{{ matchExpressions: [{expression}] }}] }} }} }}").Fits(Node), Is.EqualTo(fits));

    [TestCase("{ key: metadata.name, operator: In, values: [one] }", true)]
    [TestCase("{ key: metadata.name, operator: In, values: [two] }", false)]
    [TestCase("{ key: metadata.name, operator: NotIn, values: [two] }", true)]
    [TestCase("{ key: metadata.name, operator: In, values: [one, two] }", false)]
    [TestCase("{ key: metadata.name, operator: Exists }", false)]
    [TestCase("{ key: metadata.uid, operator: In, values: [one] }", false)]
    public void Required_affinity_by_fields(string expression, bool fits) =>
        Assert.That(Of($"{Required} {{ nodeSelectorTerms: [{{ matchFields: [{expression}] }}] }} }} }}").Fits(Node), Is.EqualTo(fits));

    [TestCase("{ nodeSelectorTerms: [] }", false, Description = "no term matches nothing")]
    [TestCase("{}", false)]
    [TestCase("{ nodeSelectorTerms: [{}] }", false, Description = "an empty term matches nothing")]
    [TestCase("{ nodeSelectorTerms: [{ matchExpressions: [], matchFields: [] }] }", false)]
    [TestCase("{ nodeSelectorTerms: [{}, { matchExpressions: [{ key: zone, operator: Exists }] }] }", true, Description = "one of several is enough")]
    [TestCase("{ nodeSelectorTerms: [{ matchExpressions: [{ key: zone, operator: Exists }, { key: missing, operator: Exists }] }] }", false, Description = "in a term all count")]
    [TestCase("{ nodeSelectorTerms: [{ matchExpressions: [{ key: zone, operator: Exists }], matchFields: [{ key: metadata.name, operator: In, values: [two] }] }] }", false)]
    [TestCase("null", true)]
    public void Required_affinity_by_terms(string required, bool fits) => Assert.That(Of($"{Required} {required} }} }}").Fits(Node), Is.EqualTo(fits));

    [Test]
    public void What_is_preferred_decides_nothing() => Assert.That(
        Of("affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: { matchExpressions: [{ key: zone, operator: In, values: [b] }] } }] } }").Fits(Node), Is.True);

    [TestCase("", false)]
    [TestCase("{ key: dedicated, operator: Equal, value: build, effect: NoSchedule }", true)]
    [TestCase("{ key: dedicated, value: build }", true)]
    [TestCase("{ key: dedicated, operator: '', value: build }", true)]
    [TestCase("{ key: dedicated, value: other }", false)]
    [TestCase("{ key: dedicated, operator: Exists }", true)]
    [TestCase("{ operator: Exists }", true)]
    [TestCase("{ operator: Exists, effect: NoExecute }", false)]
    [TestCase("{ operator: Equal, value: build }", true)]
    [TestCase("{ key: other, operator: Exists }", false)]
    [TestCase("{ key: dedicated, operator: Matches, value: build }", false)]
    [TestCase("{ key: dedicated, operator: Exists, effect: NoSchedule, tolerationSeconds: 5 }", true)]
    public void A_taint_needs_its_toleration(string toleration, bool fits) =>
        Assert.That(Of($"tolerations: [{toleration}]").Fits(Node with { Taints = [new Taint("dedicated", "build", "NoSchedule")] }), Is.EqualTo(fits));

    [TestCase("NoSchedule", "", false)]
    [TestCase("NoExecute", "", false)]
    [TestCase("PreferNoSchedule", "", true)]
    [TestCase("NoSchedule", "nodeName: one", true, Description = "the scheduler is not asked")]
    [TestCase("NoExecute", "nodeName: one", false)]
    public void An_effect_decides_who_minds_a_taint(string effect, string spec, bool fits) => Assert.That(Of(spec).Fits(Node with { Taints = [new Taint("gpu", "", effect)] }), Is.EqualTo(fits));

    [Test]
    public void Every_taint_has_to_be_tolerated() => Assert.That(
        Of("tolerations: [{ key: a, operator: Exists }]").Fits(Node with { Taints = [new Taint("a", "", "NoSchedule"), new Taint("b", "", "NoExecute")] }), Is.False);

    [TestCase("nodeSelector: { kubernetes.io/arch: s390x }", "linux/s390x")]
    [TestCase("nodeSelector: { beta.kubernetes.io/arch: amd64, kubernetes.io/os: windows }", "windows/amd64")]
    [TestCase("nodeSelector: { kubernetes.io/arch: amd64 }, os: { name: windows }", "windows/amd64")]
    [TestCase(Required + " { nodeSelectorTerms: [{ matchExpressions: [{ key: kubernetes.io/arch, operator: In, values: [amd64, arm64] }] }] } } }", "linux/amd64, linux/arm64")]
    [TestCase(Required + " { nodeSelectorTerms: [{ matchExpressions: [{ key: kubernetes.io/arch, operator: NotIn, values: [amd64] }] }] } } }", "")]
    [TestCase("nodeSelector: { zone: b }", "")]
    public void What_pods_say_of_their_platform(string spec, string platforms) => Assert.That(string.Join(", ", Of(spec).Said), Is.EqualTo(platforms));

    [Test]
    public void A_platform_that_stands_for_nodes_has_whatever_other_labels_are_asked_for()
    {
        var stand = ClusterNode.StandingFor(new Platform("linux", "amd64"));
        Assert.Multiple(() =>
        {
            Assert.That(Of("nodeSelector: { zone: b }, nodeName: anything").Fits(stand), Is.True);
            Assert.That(Of($"{Required} {{ nodeSelectorTerms: [{{ matchFields: [{{ key: metadata.name, operator: In, values: [x] }}] }}] }} }} }}").Fits(stand), Is.True);
            Assert.That(Of("nodeSelector: { kubernetes.io/arch: arm64 }").Fits(stand), Is.False);
            Assert.That(Of("nodeSelector: { beta.kubernetes.io/os: windows }").Fits(stand), Is.False);
        });
    }

    [Test]
    public void Pods_that_say_the_same_have_the_same_key() => Assert.Multiple(() =>
    {
        Assert.That(Of("nodeSelector: { zone: a }, containers: [{ image: a }]").Key, Is.EqualTo(Of("nodeSelector: { zone: a }, containers: [{ image: b }]").Key));
        Assert.That(Of("nodeSelector: { zone: a }").Key, Is.Not.EqualTo(Of("nodeSelector: { zone: b }").Key));
        Assert.That(Of("nodeName: one").Key, Is.Not.EqualTo(Of("os: { name: one }").Key));
        Assert.That(Of("").Key, Is.Not.EqualTo(Placement.Everywhere.Key));
    });

    private static Placement Of(string spec) => Placement.Of((JsonObject)YamlDocuments.Parse($"{{ {spec} }}", "a test").Single()!);
}
