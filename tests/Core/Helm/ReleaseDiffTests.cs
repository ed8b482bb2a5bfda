using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Journal;

namespace Mesh.Core.Tests.Helm;

public sealed class ReleaseDiffTests
{
    private readonly Secrets secrets = new();

    [Test]
    public void What_is_new_what_changes_and_what_goes_is_told_apart()
    {
        var diff = Diff(ConfigMap("same", "1") + ConfigMap("changes", "1") + ConfigMap("goes", "1"), ConfigMap("new", "1") + ConfigMap("changes", "2") + ConfigMap("same", "1"));

        Assert.That(diff.Select(item => $"{item.Action} {item.Subject}"), Is.EqualTo(new[] { "create configmap/new", "update configmap/changes", "delete configmap/goes" }));
        Assert.That(diff[0].Diff, Is.EqualTo("@@ -0,0 +1,6 @@\n+apiVersion: v1\n+data:\n+  value: \"1\"\n+kind: ConfigMap\n+metadata:\n+  name: new\n"));
        Assert.That(diff[1].Diff, Does.Contain("-  value: \"1\"\n+  value: \"2\"\n"));
        Assert.That(diff[2].Diff, Does.StartWith("@@ -1,6 +0,0 @@\n-apiVersion: v1\n"));
    }

    [Test]
    public void Order_comments_and_quotes_are_no_change() => Assert.That(
        Diff("# Source: a\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: beta}\ndata: {x: \"1\", y: z}\n", "kind: ConfigMap\nmetadata:\n  name: a\n  namespace: beta\ndata:\n  y: 'z'\n  x: '1'\napiVersion: v1\n"), Is.Empty);

    [Test]
    public void The_releases_own_namespace_may_be_left_out()
    {
        var diff = Diff(ConfigMap("a", "1"), ConfigMap("a", "1").Replace("name: a", "name: a, namespace: beta", StringComparison.Ordinal));

        Assert.That(diff.Single().Action, Is.EqualTo("update"), "the text differs, and it is still the same object");
        Assert.That(Diff(ConfigMap("a", "1"), ConfigMap("a", "1").Replace("name: a", "name: a, namespace: prod", StringComparison.Ordinal)).Select(item => item.Action), Is.EqualTo(new[] { "create", "delete" }));
    }

    [Test]
    public void An_object_in_a_newer_version_of_its_group_is_the_same_object() => Assert.That(
        Diff("apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: a}\n", "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: a}\n").Single().Action, Is.EqualTo("update"));

    [Test]
    public void What_the_chart_drops_and_helm_keeps_is_said()
    {
        var diff = Diff(ConfigMap("a", "1").Replace("name: a", "name: a, annotations: {helm.sh/resource-policy: keep}", StringComparison.Ordinal), "");

        Assert.That((diff.Single().Action, diff.Single().Diff), Is.EqualTo(("keep", "")));
    }

    [Test]
    public void Of_the_hooks_those_are_named_that_will_run()
    {
        const string Hooks = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: before, annotations: {helm.sh/hook: 'pre-install,pre-upgrade'}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: after, annotations: {helm.sh/hook: post-upgrade}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: test, annotations: {helm.sh/hook: test}}\n";

        Assert.That(Diff("", Hooks).Select(item => $"{item.Action} {item.Subject}"), Is.EqualTo(new[] { "run pod/before" }));
        var upgrade = Diff(ConfigMap("a", "1") + Hooks, ConfigMap("a", "1") + Hooks);
        Assert.That(upgrade.Select(item => $"{item.Action} {item.Subject}"), Is.EqualTo(new[] { "run pod/before", "run pod/after" }));
        Assert.That(upgrade.Select(item => item.Diff), Is.All.Empty);
    }

    [Test]
    public void A_Secret_shows_fingerprints_only_and_is_masked_from_then_on()
    {
        const string Before = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {password: aHVudGVyMg==, user: YWRtaW4=}\n";
        const string After = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: swordfish, user: admin}\n";

        var diff = Diff(Before, After).Single().Diff;

        Assert.That(diff, Does.Contain("-  password: sha256:f52fbd32b2b3\n").And.Contain("+  password: sha256:"));
        Assert.That(diff, Does.Contain("   user: sha256:"), "the same value, however it is written, is no change");
        Assert.That(diff, Does.Not.Contain("hunter2").And.Not.Contain("aHVudGVyMg").And.Not.Contain("swordfish"));
        Assert.That(secrets.Mask("hunter2 aHVudGVyMg== swordfish c3dvcmRmaXNo"), Is.EqualTo("*** *** *** ***"));
    }

    [Test]
    public void A_List_is_taken_apart() => Assert.That(
        ManifestSet.Parse("apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: a}}\n- {apiVersion: v1, kind: Pod, metadata: {generateName: b-, namespace: prod}}\n", "test").Objects.Select(item => item.Subject),
        Is.EqualTo(new[] { "secret/a", "pod/b-* in prod" }));

    [TestCase("a: [", "the manifest:2:1:")]
    [TestCase("- a\n", "document 1 is no Kubernetes object")]
    [TestCase("---\n---\nkind: Pod\n", "no Kubernetes object")]
    [TestCase("apiVersion: v1\nkind: Pod\n", "(Pod) has no name")]
    [TestCase("apiVersion: v1\nkind: List\nitems: [1]\n", "document 1, item 1")]
    public void What_is_no_object_is_65(string yaml, string reason) => Assert.That(() => ManifestSet.Parse(yaml, "the manifest"), Fails.With(ExitCode.MalformedInput, reason));

    private static string ConfigMap(string name, string value) => $"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata: {{value: \"{value}\"}}\n";

    private IReadOnlyList<ObjectDiff> Diff(string before, string after) => ReleaseDiff.Of(ManifestSet.Parse(before, "before"), ManifestSet.Parse(after, "after"), "beta", secrets);
}
