using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Helm;

namespace Mesh.Core.Tests.Helm;

[Platform(Exclude = "Win", Reason = "the fake helm is a shell script")]
[UnsupportedOSPlatform("windows")]
public sealed class HelmCommandTests : IDisposable
{
    private static readonly HelmTarget Target = new("locust-eks", null);

    private readonly FakeHelm fake = new();

    private HelmRelease Web => new("web", fake.Chart, "beta");

    public void Dispose() => fake.Dispose();

    [TestCase("v3.8.0", "3.8.0")]
    [TestCase("v3.10.1+g9f88ccb\n", "3.10.1+g9f88ccb")]
    [TestCase("v4.0.0-rc.1", "4.0.0-rc.1")]
    public async Task A_version_from_three_eight_on_is_taken_and_asked_for_once(string answer, string version)
    {
        fake.Answer("version", answer);

        Assert.That(await fake.Helm.GetVersionAsync(default), Is.EqualTo(version));
        Assert.That(await fake.Helm.GetVersionAsync(default), Is.EqualTo(version));
        Assert.That(fake.Calls, Is.EqualTo(new[] { new[] { "version", "--template", "{{.Version}}" } }));
    }

    [TestCase("v3.7.2", "helm 3.7.2 is too old")]
    [TestCase("v2.17.0", "too old")]
    [TestCase("", "''")]
    [TestCase("Client: &version.Version{}", "answered")]
    public void An_older_or_unreadable_version_is_78(string answer, string reason)
    {
        fake.Answer("version", answer);

        Assert.That(async () => await fake.Helm.GetVersionAsync(default), Fails.With(ExitCode.Configuration, reason));
    }

    [Test]
    public async Task Without_a_cluster_a_release_is_rendered_by_template_with_the_same_values()
    {
        File.WriteAllText(fake.At("a.yaml"), "");
        fake.Answer("template", "apiVersion: v1\nkind: Secret\nmetadata: { name: web }\nstringData: { password: correct-horse }\n");

        var yaml = await fake.Helm.RenderOfflineAsync(Web with { Version = "1.2.3", ValuesFiles = [fake.At("a.yaml")], Set = new Dictionary<string, JsonNode?> { ["image.tag"] = "42" } }, default);

        Assert.That(fake.Call("template"), Is.EqualTo(new[]
        {
            "template", "web", fake.Chart, "--version", "1.2.3", "--values", fake.At("a.yaml"), "--values", fake.Read("values-path"), "--namespace", "beta",
        }));
        Assert.That(fake.Read("values"), Is.EqualTo("""{"image":{"tag":"42"}}"""));
        Assert.That(yaml, Does.Contain("kind: Secret"));
        Assert.That(fake.Stage.Journal.Secrets.Mask("correct-horse"), Is.EqualTo("***"));
    }

    [TestCase("-x", "beta", ExitCode.MalformedInput)]
    [TestCase("web", "../beta", ExitCode.MalformedInput)]
    public void Without_a_cluster_names_are_checked_all_the_same(string name, string ns, int exitCode) =>
        Assert.That(async () => await fake.Helm.RenderOfflineAsync(new HelmRelease(name, fake.Chart, ns), default), Fails.With(exitCode, "is no"));

    [Test]
    public void Without_a_cluster_files_are_looked_for_all_the_same() =>
        Assert.That(async () => await fake.Helm.RenderOfflineAsync(Web with { ValuesFiles = ["absent.yaml"] }, default), Fails.With(ExitCode.NoInput, "absent.yaml"));

    [Test]
    public void Helms_own_exit_code_surfaces_from_every_method()
    {
        foreach (var verb in new[] { "version", "list", "render", "upgrade", "get-manifest" })
        {
            fake.Answer(verb, "", 23, "Error: no luck\n");
        }

        Assert.That(async () => await fake.Helm.GetVersionAsync(default), Fails.With(23, "Error: no luck"));
        Assert.That(async () => await fake.Helm.UpgradeAsync(Target, Web, default), Fails.With(23, "ended with 23"));
        fake.Answer("version", "v3.10.1");
        Assert.That(async () => await fake.Helm.FindAsync(Target, Web, default), Fails.With(23, "helm list"));
        fake.Answer("list", "[]");
        Assert.That(async () => await fake.Helm.RenderAsync(Target, Web, default), Fails.With(23, "helm upgrade"));
        Assert.That(async () => await fake.Helm.UpgradeAsync(Target, Web, default), Fails.With(23, "helm upgrade"));
    }

    [Test]
    public void A_helm_that_is_not_there_is_66() =>
        Assert.That(async () => await new HelmCommand(fake.Stage.Runner, fake.Stage.Journal, "no-helm-here").GetVersionAsync(default), Fails.With(ExitCode.NoInput, "no-helm-here is not on PATH"));

    [Test]
    public async Task An_upgrade_says_everything_explicitly()
    {
        File.WriteAllText(fake.At("a.yaml"), "");
        File.WriteAllText(fake.At("b,c.yaml"), "");

        await fake.Helm.UpgradeAsync(Target, Web with { Version = "1.2.3", CreateNamespace = true, HistoryLimit = 3, Timeout = TimeSpan.FromSeconds(90), ValuesFiles = [fake.At("a.yaml"), fake.At("b,c.yaml")] }, default);

        Assert.That(fake.Call("upgrade"), Is.EqualTo(new[]
        {
            "upgrade", "web", fake.Chart, "--install", "--reset-values", "--history-max", "3", "--timeout", "1m30s", "--version", "1.2.3", "--create-namespace",
            "--values", fake.At("a.yaml"), "--values", $"\"{fake.At("b,c.yaml")}\"", "--namespace", "beta", "--kube-context", "locust-eks",
        }));
        Assert.That(fake.Calls.Skip(1), Has.All.Contains("--kube-context"));
    }

    [Test]
    public async Task The_output_of_an_upgrade_is_streamed_and_that_of_reading_is_not()
    {
        fake.Answer("upgrade", "Release \"web\" has been upgraded.\n", error: "W: deprecated\n");
        fake.Answer("render", "{\"manifest\":\"\"}");

        await fake.Helm.RenderAsync(Target, Web, default);
        await fake.Helm.UpgradeAsync(Target, Web, default);

        Assert.That(fake.Stage.Recorder.Output, Is.EqualTo(new[] { "Release \"web\" has been upgraded." }));
        Assert.That(fake.Stage.Recorder.Error, Is.EqualTo(new[] { "W: deprecated" }));
        Assert.That(fake.Stage.Journal.ToolCalls.Select(call => call.Arguments[0]), Is.EqualTo(new[] { "version", "list", "upgrade", "list", "upgrade" }));
    }

    [Test]
    public async Task What_is_set_and_cleared_goes_through_a_private_file_that_is_last_and_then_gone()
    {
        File.WriteAllText(fake.At("a.yaml"), "");
        var release = Web with
        {
            ValuesFiles = [fake.At("a.yaml")],
            Set = new Dictionary<string, JsonNode?> { ["image.tag"] = "42", ["password"] = "hunter2" },
            Clear = ["gatewayMap.alb"],
        };

        await fake.Helm.UpgradeAsync(Target, release, default);

        Assert.That(fake.Read("values"), Is.EqualTo("""{"image":{"tag":"42"},"password":"hunter2","gatewayMap":{"alb":null}}"""));
        Assert.That(fake.Read("mode"), Is.EqualTo("-rw-------"));
        var call = fake.Call("upgrade");
        Assert.That(Array.LastIndexOf(call, "--values"), Is.EqualTo(Array.IndexOf(call, fake.Read("values-path")) - 1));
        Assert.That(call, Has.None.Contains("hunter2"));
        Assert.That(Directory.Exists(Path.GetDirectoryName(fake.Read("values-path"))), Is.False);
    }

    [Test]
    public async Task The_private_file_is_gone_after_a_cancellation_too()
    {
        fake.Hang("upgrade");
        using var stop = new CancellationTokenSource();
        var run = fake.Helm.UpgradeAsync(Target, Web with { Set = new Dictionary<string, JsonNode?> { ["a"] = 1 } }, stop.Token);
        await fake.Stage.Recorder.LineAsync("hanging");
        Assert.That(File.Exists(fake.Read("values-path")), Is.True);

        await stop.CancelAsync();

        Assert.That(async () => await run, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Directory.Exists(Path.GetDirectoryName(fake.Read("values-path"))), Is.False);
    }

    [Test]
    public async Task Several_kubeconfigs_are_handed_on_and_nothing_overrules_the_target()
    {
        // Set for this process, since the child's environment starts as a copy of it; harmless to the other tests, from whose helm it is removed too.
        Environment.SetEnvironmentVariable("HELM_KUBETOKEN", "stray");
        Environment.SetEnvironmentVariable("HELM_NAMESPACE", "stray");
        Environment.SetEnvironmentVariable("HELM_CACHE_HOME", "/kept");

        await fake.Helm.FindAsync(Target with { Kubeconfig = "/a:/b" }, Web, default);

        Assert.That(fake.Read("environment").Split('\n'), Does.Contain("KUBECONFIG=/a:/b").And.Contains("HELM_CACHE_HOME=/kept").And.None.Contains("stray"));
    }

    [Test]
    public async Task A_release_is_found_by_its_exact_name()
    {
        fake.Answer("list", """[{"name":"web","namespace":"beta","revision":"7","status":"failed","chart":"web-0.1.0","app_version":""}]""");

        Assert.That(await fake.Helm.FindAsync(Target, Web, default), Is.EqualTo(new InstalledRelease("web", 7, "failed", "web-0.1.0") { Namespace = "beta" }));
        Assert.That(await fake.Helm.FindAsync(Target, Web with { Name = "we.b" }, default), Is.Null);
        Assert.That(fake.Calls[^1], Is.EqualTo(new[] { "list", "--all", "--filter", "^we\\.b$", "--output", "json", "--namespace", "beta", "--kube-context", "locust-eks" }));
    }

    [Test]
    public async Task A_release_that_is_not_installed_has_no_manifest()
    {
        Assert.That(await fake.Helm.GetManifestAsync(Target, Web, default), Is.Empty);
        fake.Answer("list", """[{"name":"web","namespace":"beta","revision":"2","status":"uninstalled","chart":"web-0.1.0"}]""");
        Assert.That(await fake.Helm.GetManifestAsync(Target, Web, default), Is.Empty);
        Assert.That(fake.Calls.Where(call => call[0] == "get"), Is.Empty);
    }

    [Test]
    public async Task After_a_failed_upgrade_the_manifest_is_that_of_the_deployed_revision()
    {
        fake.Answer("list", """[{"name":"web","namespace":"beta","revision":"3","status":"failed","chart":"web-0.1.0"}]""");
        fake.Answer("history", """[{"revision":1,"status":"superseded"},{"revision":2,"status":"deployed"},{"revision":3,"status":"failed"}]""");
        fake.Answer("get-manifest", "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n");
        fake.Answer("get-hooks", "---\napiVersion: v1\nkind: Pod\nmetadata: {name: test, annotations: {helm.sh/hook: test}}\n");

        var manifest = ManifestSet.Parse(await fake.Helm.GetManifestAsync(Target, Web, default), "test");

        Assert.That(manifest.Objects.Select(item => item.Subject), Is.EqualTo(new[] { "configmap/web", "pod/test" }));
        Assert.That(fake.Calls.Where(call => call[0] == "get").Select(call => string.Join(' ', call[..5])), Is.EqualTo(new[] { "get manifest web --revision 2", "get hooks web --revision 2" }));
    }

    [TestCase("v3.12.3", "--dry-run")]
    [TestCase("v3.13.0", "--dry-run=server")]
    [TestCase("v4.0.1", "--dry-run=server")]
    public async Task Rendering_asks_the_cluster_with_every_version(string version, string flag)
    {
        fake.Answer("version", version);
        fake.Answer("render", """{"manifest":"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n","hooks":[{"name":"t","manifest":"apiVersion: v1\nkind: Pod\nmetadata: {name: t}\n"}]}""");

        var yaml = await fake.Helm.RenderAsync(Target, Web, default);

        Assert.That(ManifestSet.Parse(yaml, "test").Objects.Select(item => item.Subject), Is.EqualTo(new[] { "configmap/web", "pod/t" }));
        Assert.That(fake.Call("upgrade"), Does.Contain(flag).And.Contains("--install").And.Contains("json"));
    }

    [Test]
    public async Task What_a_rendered_Secret_holds_is_masked_from_then_on()
    {
        fake.Answer("render", """{"manifest":"apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: aHVudGVyMg==}\nstringData: {b: swordfish}\n"}""");
        fake.Answer("upgrade", "NOTES: use hunter2 and swordfish or aHVudGVyMg==\n");

        await fake.Helm.RenderAsync(Target, Web, default);
        await fake.Helm.UpgradeAsync(Target, Web, default);

        Assert.That(fake.Stage.Recorder.Output, Is.EqualTo(new[] { "NOTES: use *** and *** or ***" }));
    }

    [TestCase("not json", TestName = "Talk instead of JSON is 70")]
    [TestCase("[]", TestName = "A list instead of a release is 70")]
    [TestCase("", TestName = "Nothing instead of JSON is 70")]
    public void An_unreadable_answer_is_an_error(string answer)
    {
        fake.Answer("render", answer);

        Assert.That(async () => await fake.Helm.RenderAsync(Target, Web, default), Fails.With(ExitCode.Internal, "no readable JSON"));
    }

    [TestCase("pending-upgrade", "4", "helm rollback web --namespace beta --kube-context locust-eks")]
    [TestCase("pending-rollback", "4", "helm rollback web")]
    [TestCase("pending-install", "1", "helm uninstall web")]
    public void An_interrupted_upgrade_is_76_before_anything_else(string status, string revision, string remedy)
    {
        fake.Answer("list", $$"""[{"name":"web","namespace":"beta","revision":"{{revision}}","status":"{{status}}","chart":"web-0.1.0"}]""");

        Assert.That(async () => await fake.Helm.UpgradeAsync(Target, Web, default), Fails.With(ExitCode.Refused, remedy).And.Message.Contains($"revision {revision}"));
        Assert.That(async () => await fake.Helm.RenderAsync(Target, Web, default), Fails.With(ExitCode.Refused, remedy));
        Assert.That(fake.Calls.Where(call => call[0] == "upgrade"), Is.Empty);
    }

    [TestCase("./no/chart")]
    [TestCase("../no-chart")]
    [TestCase("/no/chart")]
    public void A_chart_that_is_not_there_is_66_before_helm_runs(string chart) => RefusedBeforeHelmRuns(Web with { Chart = chart }, ExitCode.NoInput, chart);

    [Test]
    public void A_folder_without_Chart_yaml_is_66() => RefusedBeforeHelmRuns(Web with { Chart = Path.GetTempPath() }, ExitCode.NoInput, "Chart.yaml");

    [Test]
    public void A_values_file_that_is_not_there_is_66() => RefusedBeforeHelmRuns(Web with { ValuesFiles = ["no.yaml"] }, ExitCode.NoInput, "no.yaml");

    [Test]
    public void A_values_file_that_an_index_needs_and_that_is_malformed_is_65()
    {
        File.WriteAllText(fake.At("a.yaml"), "hosts: [1,\n");

        Assert.That(async () => await fake.Helm.UpgradeAsync(Target, Web with { ValuesFiles = [fake.At("a.yaml")], Set = new Dictionary<string, JsonNode?> { ["hosts[0]"] = 1 } }, default),
            Fails.With(ExitCode.MalformedInput, "a.yaml:2:"));
    }

    [TestCase("--post-renderer")]
    [TestCase("")]
    [TestCase("Web")]
    [TestCase("web\n")]
    [TestCase("a..b")]
    [TestCase("123456789012345678901234567890123456789012345678901234")]
    public void A_name_that_is_none_is_65(string name) => RefusedBeforeHelmRuns(Web with { Name = name }, ExitCode.MalformedInput, "no name for a helm release");

    [TestCase("-n")]
    [TestCase("")]
    [TestCase("be.ta")]
    [TestCase("beta\n")]
    public void A_namespace_that_is_none_is_65(string ns) => RefusedBeforeHelmRuns(Web with { Namespace = ns }, ExitCode.MalformedInput, "no namespace");

    [TestCase("--post-renderer=/bin/sh")]
    [TestCase(" ")]
    public void A_chart_that_reads_as_an_option_is_65(string chart) => RefusedBeforeHelmRuns(Web with { Chart = chart }, ExitCode.MalformedInput, "no chart");

    [Test]
    public void A_version_that_reads_as_an_option_is_65() => RefusedBeforeHelmRuns(Web with { Version = "--devel" }, ExitCode.MalformedInput, "no chart version");

    [TestCase("null")]
    [TestCase("")]
    [TestCase("${CONTEXT}")]
    public void A_null_context_is_78_before_helm_runs(string context)
    {
        Assert.That(async () => await fake.Helm.FindAsync(new HelmTarget(context, null), Web, default), Fails.With(ExitCode.Configuration, "kube context"));
        Assert.That(async () => await fake.Helm.UpgradeAsync(new HelmTarget(context, null), Web, default), Fails.With(ExitCode.Configuration, "kube context"));
        Assert.That(fake.Calls, Is.Empty);
    }

    private void RefusedBeforeHelmRuns(HelmRelease release, int exitCode, string text)
    {
        Assert.That(async () => await fake.Helm.RenderAsync(Target, release, default), Fails.With(exitCode, text));
        Assert.That(async () => await fake.Helm.UpgradeAsync(Target, release, default), Fails.With(exitCode, text));
        Assert.That(fake.Calls, Is.Empty);
    }
}
