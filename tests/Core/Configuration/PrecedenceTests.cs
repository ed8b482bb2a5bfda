using Mesh.Core.Configuration;
using Mesh.Core.Journal;

namespace Mesh.Core.Tests.Configuration;

public sealed class PrecedenceTests
{
    [TestCase(false, false, false, null, "default")]
    [TestCase(true, false, false, "of-file", "mesh.yaml:3")]
    [TestCase(false, true, false, "of-variable", "MESH_KUBE_CONTEXT")]
    [TestCase(true, true, false, "of-variable", "MESH_KUBE_CONTEXT")]
    [TestCase(false, false, true, "of-argument", "--kube-context")]
    [TestCase(true, false, true, "of-argument", "--kube-context")]
    [TestCase(false, true, true, "of-argument", "--kube-context")]
    [TestCase(true, true, true, "of-argument", "--kube-context")]
    public void Arguments_win_over_variables_over_the_file_over_defaults(bool file, bool variable, bool argument, string? context, string origin)
    {
        using var workspace = new Workspace().With("mesh.yaml", file ? "# who wins\ncluster:\n  context: of-file" : "sources: {}");
        if (variable)
        {
            workspace.Setting("MESH_KUBE_CONTEXT", "of-variable");
        }

        if (argument)
        {
            workspace.Given(Override.KubeContext("of-argument"));
        }

        var loaded = workspace.Load();
        Assert.That((loaded.Options.Cluster.Context, loaded.OriginOf("cluster.context")), Is.EqualTo((context, origin)));
    }

    [TestCase("MESH_CLUSTER__CONTEXT", "a", "cluster.context", "a")]
    [TestCase("mesh_cluster__context", "a", "cluster.context", "a")]
    [TestCase("MESH_KUBE_CONTEXT", "", "cluster.context", "")]
    [TestCase("MESH_KUBE_CONTEXT", "null", "cluster.context", "null")]
    [TestCase("MESH_KUBECONFIG", "~/k", "cluster.kubeconfig", "/home/ci/k")]
    [TestCase("MESH_RELEASES__0__CHART", "./other", "releases[0].chart", "./other")]
    [TestCase("MESH_RELEASES__0__CREATE_NAMESPACE", "true", "releases[0].createNamespace", "true")]
    [TestCase("MESH_RELEASES__0__CREATENAMESPACE", "true", "releases[0].createNamespace", "true")]
    [TestCase("MESH_RELEASES__0__HISTORY_LIMIT", "3", "releases[0].historyLimit", "3")]
    [TestCase("MESH_RELEASES__0__SET", "{ image.tag: \"43\" }", "releases[0].set.image.tag", "\"43\"")]
    [TestCase("MESH_RELEASES__0__VALUES__1", "more.yaml", "releases[0].values[1]", "more.yaml")]
    [TestCase("MESH_IMAGES__PLATFORMS", "[linux/amd64, linux/arm64]", "images.platforms[1]", "linux/arm64")]
    [TestCase("MESH_ISTIO__VERSION", "1.30", "istio.version", "1.30")]
    public void A_variable_names_its_key(string name, string value, string path, string expected)
    {
        using var workspace = WithRelease().Setting(name, value);
        Assert.That(workspace.Load().Settings, Does.Contain(new Setting(path, expected, name)));
    }

    [TestCase("cluster.context=a", "cluster.context", "a")]
    [TestCase("cluster.context=a=b", "cluster.context", "a=b")]
    [TestCase("cluster.context=", "cluster.context", "")]
    [TestCase("cluster.context=null", "cluster.context", "null")]
    [TestCase("istio.version=1.30", "istio.version", "1.30")]
    [TestCase("istio={ version: 1.30 }", "istio.version", "1.30")]
    [TestCase("releases[0].timeout=90", "releases[0].timeout", "90")]
    [TestCase("releases[0].set.image.tag=43", "releases[0].set.image.tag", "43")]
    [TestCase("releases[0].set.image.tag=\"43\"", "releases[0].set.image.tag", "\"43\"")]
    [TestCase("releases[0].set.host=*.example.com", "releases[0].set.host", "\"*.example.com\"")]
    [TestCase("releases[0].set.empty=", "releases[0].set.empty", "\"\"")]
    [TestCase("releases[0].set.gone=null", "releases[0].set.gone", "null")]
    [TestCase("releases[0].set.list=[1, a]", "releases[0].set.list", "[1,\"a\"]")]
    [TestCase(@"releases[0].set.nodeSelector.kubernetes\.io/arch=arm64", @"releases[0].set.nodeSelector.kubernetes\.io/arch", "\"arm64\"")]
    [TestCase("releases[0].values=[a.yaml, b.yaml]", "releases[0].values[1]", "b.yaml")]
    [TestCase("restarts[0]={ namespace: beta, selector: app=web }", "restarts[0].selector", "app=web")]
    public void An_assignment_names_its_key(string assignment, string path, string expected)
    {
        using var workspace = WithRelease().Given(Override.Set(assignment));
        Assert.That(workspace.Load().Settings, Does.Contain(new Setting(path, expected, "--set")));
    }

    [Test]
    public void The_last_argument_wins_and_can_change_part_of_what_one_before_it_said()
    {
        using var workspace = WithRelease()
            .Setting("MESH_ISTIO", "{ version: 1.29.0, hub: a }")
            .Given(Override.Set("istio.hub=b"), Override.Set("istio.hub=c"), Override.Set("releases[1]={ name: b, chart: b, namespace: b }"), Override.Set("releases[1].chart=c"));
        var loaded = workspace.Load();
        Assert.That((loaded.Options.Istio!.Version, loaded.Options.Istio.Hub, loaded.Options.Releases[1].Chart, loaded.OriginOf("istio.version")), Is.EqualTo(("1.29.0", "c", "c", "MESH_ISTIO")));
    }

    [Test]
    public void An_argument_changes_one_of_two_values_that_share_an_anchor()
    {
        using var workspace = new Workspace().With("mesh.yaml", "sources: { include: &a [x, y], exclude: *a }").Given(Override.Set("sources.exclude[0]=z"));
        var sources = workspace.Load().Options.Sources;
        Assert.That((sources.Include[0], sources.Exclude[0], sources.Exclude[1]), Is.EqualTo(("x", "z", "y")));
    }

    [Test]
    public void An_argument_that_says_null_takes_a_value_back()
    {
        using var workspace = new Workspace().With("mesh.yaml", "istio: { version: 1.29.0, revision: canary, hub: private }")
            .Given(Override.Set("istio.revision=null"), Override.Set("istio.hub=null"));
        var istio = workspace.Load().Options.Istio!;
        Assert.That((istio.Revision, istio.Hub), Is.EqualTo(((string?)null, "docker.io/istio")));
    }

    [Test]
    public void The_word_null_as_context_argument_stays_a_word()
    {
        using var workspace = new Workspace().With("mesh.yaml", "cluster: { context: of-file }").Given(Override.KubeContext("null"));
        Assert.That(workspace.Load().Options.Cluster.Context, Is.EqualTo("null"));
    }

    [Test]
    public void Every_single_value_is_listed_with_its_origin()
    {
        using var workspace = new Workspace().With("mesh.yaml", "registries:\n  - host: a\n    passwordFromEnv: REGISTRY_PASSWORD\nreleases:\n- name: web\n  chart: ./web\n  namespace: beta\n  set:\n    auth.password: hunter2\n");
        var settings = workspace.Load().Settings;
        Assert.Multiple(() =>
        {
            Assert.That(settings, Does.Contain(new Setting("sources.include[1]", "Jenkinsfile*", "default")));
            Assert.That(settings, Does.Contain(new Setting("istio", "null", "default")));
            Assert.That(settings, Does.Contain(new Setting("clusters", "[]", "default")));
            Assert.That(settings, Does.Contain(new Setting("registries[0].passwordFromEnv", "REGISTRY_PASSWORD", "mesh.yaml:3")));
            Assert.That(settings, Does.Contain(new Setting("releases[0].historyLimit", "10", "default")));
            Assert.That(settings, Does.Contain(new Setting("releases[0].chart", "./web", "mesh.yaml:6")));
            Assert.That(settings, Does.Contain(new Setting("releases[0].set.auth.password", "***", "mesh.yaml:9")));
            Assert.That(settings.Select(setting => setting.Path), Is.Unique);
        });
    }

    private static Workspace WithRelease() => new Workspace().With("mesh.yaml", "releases: [{ name: web, chart: ./web, namespace: beta, values: [values.yaml] }]");
}
