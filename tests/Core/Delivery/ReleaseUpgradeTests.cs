using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Tests.Delivery;

/// <summary>Upgrades of configured releases.</summary>
public sealed class ReleaseUpgradeTests
{
    // Installed as revision 1 with a=1 and both maps; "web2" is the same chart after it has dropped one of them.
    private const string Charts = """
        charts:
          - chart: ./charts/web
            values: { a: "1" }
            manifests:
              - { apiVersion: v1, kind: ConfigMap, metadata: { name: one }, data: { a: "${values.a}" } }
              - { apiVersion: v1, kind: ConfigMap, metadata: { name: two }, data: { b: "1" } }
          - chart: ./charts/web2
            values: { a: "1" }
            manifests: [{ apiVersion: v1, kind: ConfigMap, metadata: { name: one }, data: { a: "${values.a}" } }]
          - chart: ./charts/whole
            manifests:
              - { apiVersion: v1, kind: Namespace, metadata: { name: shop } }
              - { apiVersion: v1, kind: ConfigMap, metadata: { name: three, namespace: shop }, data: { c: "1" } }
        """;

    private const string Contexts = "contexts: [{ name: locust, denied: [] }]\n";
    private const string Beta = "objects: [{ apiVersion: v1, kind: Namespace, metadata: { name: beta } }]\n";
    private const string Fresh = Contexts + Beta + Charts;
    private const string Installed = Fresh + "\nreleases: [{ name: web, namespace: beta, chart: ./charts/web }]\n";

    [Test]
    public async Task Helm_is_asked_for_its_version_before_anything_else_then_each_release_in_turn()
    {
        using var desk = new Desk(Installed);
        await Run(desk, Web("2"), new ReleaseOptions { Name = "api", Chart = "./charts/whole", Namespace = "beta" });
        Assert.That(desk.Helm.Calls, Is.EqualTo(["version", "find web", "manifest web", "render web", "upgrade web", "find api", "render api", "upgrade api"]));
        Assert.That(desk.EndStep().Note, Is.EqualTo("2 releases, helm 3.8.0+sandbox"));
    }

    [TestCase(1, "pending-install", "helm uninstall web --namespace beta --kube-context locust --kubeconfig /etc/kube config")]
    [TestCase(3, "pending-upgrade", "helm rollback web 2 --namespace beta --kube-context locust --kubeconfig /etc/kube config")]
    [TestCase(3, "pending-rollback", "helm rollback web 2 --namespace beta")]
    public void A_pending_release_is_refused_with_the_command_that_frees_it(int revision, string status, string command)
    {
        using var desk = new Desk(Installed, helm: inner => new PendingHelm(inner, revision, status));
        var options = Options(Web("2")) with { Cluster = Desk.On with { Kubeconfig = "/etc/kube config" } };
        Assert.That(() => desk.Upgrade.RunAsync(options, TimeSpan.FromMinutes(1), true, default),
            Fails.With(ExitCode.Refused, status).And.Message.Contains($"revision {revision}").And.Property(nameof(MeshException.Remedy)).Contains(command));
        Assert.That(desk.Journal.Changes, Is.Empty);
    }

    [TestCase("deployed")]
    [TestCase("failed")]
    public async Task A_release_that_ended_is_not_pending(string status)
    {
        using var desk = new Desk(Installed, DryRun.Client, inner => new PendingHelm(inner, 4, status));
        await Run(desk, Web("2"));
        Assert.That(desk.Journal.Changes.Single().Undo, Is.EqualTo("helm rollback web 4 --namespace beta --kube-context locust"));
    }

    [Test]
    public async Task A_dry_run_shows_what_differs_and_installs_nothing([Values(DryRun.Server, DryRun.Client)] DryRun dryRun)
    {
        using var desk = new Desk(Installed, dryRun);
        await Run(desk, Web("2"));
        var change = desk.Journal.Changes.Single();
        Assert.Multiple(() =>
        {
            Assert.That(change.Diff, Does.StartWith("update configmap/one").And.Contains("-  a: \"1\"").And.Contains("+  a: \"2\"").And.Not.Contains("configmap/two"));
            Assert.That(change, Has.Property(nameof(change.Action)).EqualTo("upgrade").And.Property(nameof(change.Executed)).False);
            Assert.That(change.Checked, dryRun == DryRun.Server ? Is.EqualTo("accepted") : Does.StartWith("not evaluated"));
            Assert.That(desk.Helm.Calls, Has.None.StartsWith("upgrade"));
            Assert.That(Data(desk, "one").Result, Is.EqualTo("1"));
        });
    }

    [Test]
    public async Task A_real_run_installs_it()
    {
        using var desk = new Desk(Installed);
        await Run(desk, Web("2"));
        Assert.That(await Data(desk, "one"), Is.EqualTo("2"));
        Assert.That(desk.Journal.Changes.Single().Executed, Is.True);
    }

    [Test]
    public async Task A_release_that_stays_as_it_is_says_so()
    {
        using var desk = new Desk(Installed, DryRun.Server);
        await Run(desk, Web("1"));
        Assert.That(desk.Journal.Changes.Single().Diff, Is.EqualTo("no object differs\n"));
    }

    [Test]
    public void The_rights_for_exactly_the_changed_objects_are_asked_for_all_at_once()
    {
        using var desk = new Desk(Without("{ verb: patch, resource: configmaps }, { verb: delete, resource: configmaps }, { resource: services }"));
        Assert.That(() => Run(desk, Web("2") with { Chart = "./charts/web2" }), Fails.With(ExitCode.Forbidden, "lacks 2 of 3 rights: patch configmaps in beta, delete configmaps in beta"));
        Assert.That(desk.Helm.Calls, Has.None.StartsWith("upgrade"));
    }

    [TestCase("patch", true)]
    [TestCase("delete", true)]
    [TestCase("get", false)]
    public void An_upgrade_that_changes_nothing_needs_only_to_read_its_objects(string denied, bool passes)
    {
        using var desk = new Desk(Without($"{{ verb: {denied}, resource: configmaps }}"), DryRun.Client);
        Assert.That(() => Run(desk, Web("1")), passes ? Throws.Nothing : Fails.With(ExitCode.Forbidden, "lacks 1 of 1 rights: get configmaps in beta"));
    }

    [Test]
    public async Task An_object_in_a_namespace_that_the_release_makes_is_not_evaluated_and_never_called_accepted()
    {
        using var desk = new Desk(Contexts + Charts, DryRun.Server);
        await Run(desk, Web("1") with { CreateNamespace = true });
        var step = desk.EndStep();
        Assert.Multiple(() =>
        {
            Assert.That(step.Status, Is.EqualTo(StepStatus.NotEvaluated));
            Assert.That(step.Note, Does.Contain("configmap/one").And.Contains("namespace beta is not there before the release creates it"));
            Assert.That(desk.Journal.Changes.Single().Checked, Does.Contain("not evaluated: configmap/one"));
        });
    }

    [Test]
    public async Task An_object_in_a_namespace_that_the_chart_holds_is_not_evaluated_while_the_rest_is()
    {
        using var desk = new Desk(Fresh, DryRun.Server);
        await Run(desk, Web("1") with { Chart = "./charts/whole" });
        Assert.That(desk.EndStep().Note, Does.Contain("configmap/three").And.Not.Contains("namespace/shop:"));
    }

    [Test]
    public void A_namespace_that_nobody_makes_is_refused_by_the_rehearsal()
    {
        using var desk = new Desk(Contexts + Charts, DryRun.Server);
        Assert.That(() => Run(desk, Web("1")), Throws.InstanceOf<MeshException>().With.Message.Contains("beta"));
        Assert.That(desk.Journal.Changes.Single().Checked, Does.StartWith("refused"));
    }

    [Test]
    public async Task A_user_who_may_not_read_namespaces_can_rehearse_into_one_that_is_there()
    {
        using var desk = new Desk(Fresh.Replace("denied: []", "denied: [{ verb: get, resource: namespaces }]", StringComparison.Ordinal), DryRun.Server);
        await Run(desk, Web("1") with { CreateNamespace = true });
        Assert.That(desk.Journal.Changes.Single().Checked, Is.EqualTo("accepted"));
    }

    [Test]
    public async Task An_object_that_the_chart_has_dropped_is_rehearsed_and_stays([Values] bool goneAlready)
    {
        using var desk = new Desk(Installed, DryRun.Server);
        if (goneAlready)
        {
            await desk.Cluster.DeleteAsync(ResourceKind.ConfigMap, "beta", "two", dryRun: false, default);
        }

        await Run(desk, Web("1") with { Chart = "./charts/web2" });
        Assert.That(desk.Journal.Changes.Single(), Has.Property(nameof(ChangeRecord.Diff)).StartsWith("delete configmap/two").And.Property(nameof(ChangeRecord.Checked)).EqualTo("accepted"));
        Assert.That(await desk.Cluster.GetAsync(ResourceKind.ConfigMap, "beta", "two", default), goneAlready ? Is.Null : Is.Not.Null);
    }

    [Test]
    public async Task A_check_renders_and_changes_nothing()
    {
        using var desk = new Desk(Installed);
        await desk.Upgrade.CheckAsync(Options(Web("2")), TimeSpan.FromMinutes(1), default);
        Assert.Multiple(() =>
        {
            Assert.That(desk.Helm.Calls, Is.EqualTo(["version", "find web", "manifest web", "render web"]));
            Assert.That(desk.Journal.Changes, Is.Empty);
            Assert.That(desk.Notes, Does.Contain("release web in beta renders: 2 objects, 1 differ"));
            Assert.That(Data(desk, "one").Result, Is.EqualTo("1"));
        });
    }

    [TestCase(null, 60)]
    [TestCase("90s", 90)]
    [TestCase("2m", 120)]
    public async Task A_time_limit_of_its_own_wins(string? own, int seconds)
    {
        using var desk = new Desk(Installed, DryRun.Client);
        await Run(desk, Web("1") with { Timeout = own });
        Assert.That(desk.Helm.Last!.Timeout, Is.EqualTo(TimeSpan.FromSeconds(seconds)));
    }

    [Test]
    public void None_configured_is_an_error_only_where_they_were_asked_for()
    {
        using var desk = new Desk(Fresh);
        Assert.That(() => desk.Upgrade.RunAsync(Options(), TimeSpan.FromMinutes(1), true, default), Fails.With(ExitCode.Configuration, "no releases are configured"));
        Assert.That(() => desk.Upgrade.RunAsync(Options(), TimeSpan.FromMinutes(1), false, default), Throws.Nothing);
        Assert.That(desk.EndStep().Status, Is.EqualTo(StepStatus.NotEvaluated));
        Assert.That(desk.Helm.Calls, Is.Empty);
    }

    private static string Without(string denied) => Installed.Replace("denied: []", $"denied: [{denied}]", StringComparison.Ordinal);

    private static ReleaseOptions Web(string a) => new() { Name = "web", Chart = "./charts/web", Namespace = "beta", Set = new Dictionary<string, JsonNode?> { ["a"] = a } };

    private static MeshOptions Options(params ReleaseOptions[] releases) => new() { Cluster = Desk.On, Releases = releases };

    private static Task<IReadOnlyList<JsonObject>> Run(Desk desk, params ReleaseOptions[] releases) => desk.Upgrade.RunAsync(Options(releases), TimeSpan.FromMinutes(1), required: true, default);

    private static async Task<string?> Data(Desk desk, string name) => (string?)(await desk.Cluster.GetAsync(ResourceKind.ConfigMap, "beta", name, default))?["data"]!["a"];
}
