using System.Runtime.Versioning;
using Mesh.Core.Findings;
using Mesh.Core.Helm;

namespace Mesh.Core.Tests.Helm;

/// <summary>What each version of helm is told.</summary>
[Platform(Exclude = "Win", Reason = "the fake helm is a shell script")]
[UnsupportedOSPlatform("windows")]
public sealed class HelmDialectTests : IDisposable
{
    private const string ConfigMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n";
    private const string Hook = "apiVersion: v1\nkind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: pre-upgrade}}\n";

    private static readonly string[] Versions = ["v3.8.0", "v3.10.1", "v3.13.0", "v3.18.4", "v4.0.0"];
    private static readonly HelmTarget Target = new("locust-eks", null);

    private readonly FakeHelm fake = new();

    private HelmRelease Web => new("web", fake.Chart, "beta");

    public void Dispose() => fake.Dispose();

    [TestCaseSource(nameof(Versions))]
    public async Task Upgrading_keeps_three_way_patches_and_uses_no_flag_that_helm_4_dropped(string version)
    {
        fake.Answer("version", version);

        await fake.Helm.UpgradeAsync(Target, Web, default);
        await fake.Helm.RollbackAsync(Target, Web, 2, default);
        await fake.Helm.UninstallAsync(Target, Web, default);

        string[] threeWay = version == "v4.0.0" ? ["--server-side=false"] : [];
        string[] where = ["--namespace", "beta", "--kube-context", "locust-eks"];
        Assert.Multiple(() =>
        {
            Assert.That(fake.Call("upgrade"), Is.EqualTo((string[])["upgrade", "web", fake.Chart, "--install", "--reset-values", "--history-max", "10", "--timeout", "5m0s", .. threeWay, .. where]));
            Assert.That(fake.Call("rollback"), Is.EqualTo((string[])["rollback", "web", "2", "--timeout", "5m0s", .. threeWay, .. where]));
            Assert.That(fake.Call("uninstall"), Is.EqualTo((string[])["uninstall", "web", "--timeout", "5m0s", .. where]));
            Assert.That(fake.Calls.SelectMany(call => call), Has.None.EqualTo("--atomic").And.None.EqualTo("--force").And.None.EqualTo("--wait"));
        });
    }

    [TestCaseSource(nameof(Versions))]
    public async Task Listing_asks_for_every_state(string version)
    {
        fake.Answer("version", version);

        await fake.Helm.ListAsync(Target, null, default);
        await fake.Helm.FindAsync(Target, Web, default);

        string[] all = version == "v4.0.0" ? [] : ["--all"];
        Assert.That(fake.Calls[1], Is.EqualTo((string[])["list", .. all, "--max", "0", "--output", "json", "--all-namespaces", "--kube-context", "locust-eks"]));
        Assert.That(fake.Calls[2], Is.EqualTo((string[])["list", .. all, "--filter", "^web$", "--output", "json", "--namespace", "beta", "--kube-context", "locust-eks"]));
    }

    [TestCase("v3.8.0", "--dry-run")]
    [TestCase("v3.10.1", "--dry-run")]
    [TestCase("v3.13.0", "--dry-run=server")]
    [TestCase("v3.18.4", "--dry-run=server")]
    [TestCase("v4.0.0", "--dry-run=server")]
    public async Task Rendering_asks_the_server(string version, string flag)
    {
        fake.Answer("version", version);
        fake.Answer("render", """{"manifest":""}""");

        await fake.Helm.RenderAsync(Target, Web, default);

        Assert.That(fake.Call("upgrade"), Does.Contain(flag));
    }

    [TestCase("v3.10.1")]
    [TestCase("v3.18.4")]
    public async Task A_manifest_of_its_own_goes_through_cat_without_the_hooks_that_helm_3_keeps_apart(string version)
    {
        fake.Answer("version", version);
        Keep("--post-renderer-args");

        await fake.Helm.UpgradeAsync(Target, Web with { Manifest = $"{ConfigMap}---\n{Hook}" }, default);

        var call = fake.Call("upgrade");
        Assert.Multiple(() =>
        {
            Assert.That(call[Array.IndexOf(call, "--post-renderer") + 1], Does.EndWith("/cat").And.StartWith("/"));
            Assert.That(fake.Read("kept"), Does.Contain("kind: ConfigMap").And.Not.Contain("kind: Pod"));
            Assert.That(File.Exists(call[Array.IndexOf(call, "--post-renderer-args") + 1]), Is.False);
        });
    }

    [Test]
    public async Task Helm_4_gets_a_plugin_of_this_run_beside_the_users_own_and_the_hooks_with_it()
    {
        fake.Answer("version", "v4.0.0");
        fake.Answer("env", "/home/jane/plugins\n");
        fake.Before("upgrade", "cat \"${HELM_PLUGINS%%:*}/mesh-manifest/plugin.yaml\" \"${HELM_PLUGINS%%:*}/mesh-manifest/manifest.yaml\" > kept");

        await fake.Helm.UpgradeAsync(Target, Web with { Manifest = $"{ConfigMap}---\n{Hook}" }, default);

        Assert.Multiple(() =>
        {
            Assert.That(string.Join(' ', fake.Call("upgrade")), Does.Contain("--post-renderer mesh-manifest").And.Not.Contain("--post-renderer-args"));
            Assert.That(fake.Call("env"), Is.EqualTo(new[] { "env", "HELM_PLUGINS" }));
            Assert.That(fake.Read("environment"), Does.Match("HELM_PLUGINS=/.*/plugins:/home/jane/plugins"));
            Assert.That(fake.Read("kept"), Does.Contain("type: postrenderer/v1").And.Contain("${HELM_PLUGIN_DIR}/manifest.yaml").And.Contain("kind: ConfigMap").And.Contain("kind: Pod"));
        });
    }

    [Test]
    public async Task A_helm_whose_post_renderers_take_no_arguments_cannot_be_given_a_manifest()
    {
        fake.Answer("version", "v3.8.2");

        Assert.That(await fake.Helm.WhyNoManifestAsync(default), Does.Contain("helm 3.8.2"));
        Assert.That(async () => await fake.Helm.UpgradeAsync(Target, Web with { Manifest = ConfigMap }, default), Fails.With(ExitCode.FindingsFound, "post-rendered"));
        Assert.That(fake.Calls.Where(call => call[0] == "upgrade"), Is.Empty);
    }

    private void Keep(string flag) => fake.Before("upgrade", $"previous=; for argument; do if [ \"$previous\" = {flag} ]; then cp \"$argument\" kept; fi; previous=$argument; done");
}
