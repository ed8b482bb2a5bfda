using Mesh.Core.Configuration;

namespace Mesh.Core.Tests.Configuration;

public sealed class BadOverrideTests
{
    [TestCase("cluster.contxt=a", "--set cluster.contxt: unknown key 'contxt' in cluster; did you mean 'context'?")]
    [TestCase("Cluster.context=a", "--set Cluster.context: unknown key 'Cluster'; did you mean 'cluster'?")]
    [TestCase("cluster.context", "--set cluster.context: expected path=value, such as --set cluster.context=NAME")]
    [TestCase("registries[0].password hunter2", "--set registries[0].password: expected path=value, such as --set cluster.context=NAME")]
    [TestCase("=a", "--set: expected path=value, such as --set cluster.context=NAME")]
    [TestCase("cluster.=a", "--set cluster.: the path ends in a dot")]
    [TestCase("cluster..context=a", "--set cluster..context: unknown key '' in cluster; known here: context, kubeconfig, identity")]
    [TestCase("cluster.context.name=a", "--set cluster.context.name: cluster.context is text and has no keys of its own")]
    [TestCase("releases.chart=a", "--set releases.chart: releases is a list; name an item of it, such as releases[0]")]
    [TestCase("releases[x].chart=a", "--set releases[x].chart: releases is a list; name an item of it, such as releases[0]")]
    [TestCase("releases[2].chart=a", "--set releases[2].chart: releases has 1 items, so the next one is releases[1], not releases[2]")]
    [TestCase("releases[1].historyLimit=a", "4 errors in the configuration:\n--set releases[1].historyLimit: releases[1].historyLimit: expected a whole number, found 'a'\n--set releases[1].historyLimit: releases[1] lacks 'name'\n--set releases[1].historyLimit: releases[1] lacks 'chart'\n--set releases[1].historyLimit: releases[1] lacks 'namespace'")]
    [TestCase("releases[0].historyLimit=a", "--set releases[0].historyLimit: releases[0].historyLimit: expected a whole number, found 'a'")]
    [TestCase("releases[0].name=null", "--set releases[0].name: releases[0].name must have a value")]
    [TestCase("releases[0].set.image.tag=1.10", "--set releases[0].set.image.tag: releases[0].set.image.tag: '1.10' would not stay as it is written but become the number 1.1; write \"1.10\" for text")]
    [TestCase("releases[0].set.a={", "--set releases[0].set.a: not valid YAML: While parsing a node, did not find expected node content")]
    [TestCase("sources.include=**/*.sh", "--set sources.include: sources.include: expected a list, found '**/*.sh'; write it as [\"…\"], also when it is one item")]
    [TestCase("sources.include=", "--set sources.include: sources.include: expected a list, found ''; write it as [\"…\"], also when it is one item")]
    [TestCase("registries[0].password=hunter2", "--set registries[0].password: key 'password' in registries[0]: a secret never stands in the configuration; name the environment variable that holds it in passwordFromEnv, or the file in passwordFromFile")]
    public void A_bad_assignment_is_a_wrong_use_and_named(string assignment, string expected)
    {
        using var workspace = WithRelease().Given(Override.Set(assignment));
        var refusal = workspace.Refusal();
        Assert.That((refusal.Reason, refusal.ExitCode), Is.EqualTo((expected, 64)));
    }

    [TestCase("MESH_KUBE_CONTXT", "a", "MESH_KUBE_CONTXT: no key of mesh.yaml has this name; did you mean 'MESH_KUBE_CONTEXT'?")]
    [TestCase("MESH_CLUSTER__CONTXT", "a", "MESH_CLUSTER__CONTXT: no key of mesh.yaml has this name; did you mean 'MESH_CLUSTER__CONTEXT'?")]
    [TestCase("MESH_DRYRUNN", "a", "MESH_DRYRUNN: no key of mesh.yaml has this name; did you mean 'MESH_DRY_RUN'?")]
    [TestCase("MESH_RELEASES__FIRST__CHART", "a", "MESH_RELEASES__FIRST__CHART: items of a list go by number here: MESH_RELEASES__0")]
    [TestCase("MESH_RELEASES__0__SET__IMAGE", "a", "MESH_RELEASES__0__SET__IMAGE: the case of a variable's name says nothing about a key of this map; set MESH_RELEASES__0__SET to all of it, as {\"key\": \"value\"}")]
    [TestCase("MESH_CLUSTER__CONTEXT__A", "a", "MESH_CLUSTER__CONTEXT__A: MESH_CLUSTER__CONTEXT is text and has no keys of its own")]
    [TestCase("MESH_RELEASES__3__CHART", "a", "MESH_RELEASES__3__CHART: releases has 1 items, so the next one is releases[1], not releases[3]")]
    [TestCase("MESH_RELEASES__0__CREATE_NAMESPACE", "yes", "MESH_RELEASES__0__CREATE_NAMESPACE: releases[0].createNamespace: expected true or false, found 'yes'; write true")]
    [TestCase("MESH_REGISTRIES__0__PASSWORD", "hunter2", "MESH_REGISTRIES__0__PASSWORD: key 'PASSWORD': a secret never stands in the configuration; name the environment variable that holds it in passwordFromEnv, or the file in passwordFromFile")]
    [TestCase("MESH_ISTIO", "", "MESH_ISTIO: istio: expected keys with values, found ''")]
    public void A_bad_variable_is_malformed_input_and_named(string name, string value, string expected)
    {
        using var workspace = WithRelease().Setting(name, value);
        var refusal = workspace.Refusal();
        Assert.That((refusal.Reason, refusal.ExitCode), Is.EqualTo((expected, 65)));
    }

    [Test]
    public void Two_variables_that_disagree_about_a_key_are_refused()
    {
        using var workspace = new Workspace().Setting("MESH_CLUSTER__CONTEXT", "a").Setting("MESH_KUBE_CONTEXT", "b");
        Assert.That(workspace.Refusal().Reason, Is.EqualTo("MESH_KUBE_CONTEXT: MESH_CLUSTER__CONTEXT sets cluster.context too, to another value; unset one of them"));
    }

    [TestCase("MESH_TIMEOUT", "5m")]
    [TestCase("mesh_report", "artifacts")]
    [TestCase("MESH_TEST_ACCEPT", "1")]
    [TestCase("MESHED", "1")]
    public void Variables_that_someone_else_reads_are_left_alone(string name, string value)
    {
        using var workspace = new Workspace().Setting(name, value);
        Assert.That(workspace.Load().Settings.Select(setting => setting.Origin).Distinct(), Is.EqualTo(new[] { "default" }));
    }

    [Test]
    public void Variables_of_a_kubernetes_service_called_mesh_are_left_alone()
    {
        using var workspace = new Workspace().Setting("MESH_SERVICE_HOST", "10.0.0.1").Setting("MESH_SERVICE_PORT_HTTP", "80").Setting("MESH_PORT", "tcp://10.0.0.1:80").Setting("MESH_PORT_80_TCP_ADDR", "10.0.0.1")
            .Setting("MESH_GATEWAY_SERVICE_HOST", "10.0.0.2").Setting("MESH_GATEWAY_PORT_443_TCP", "tcp://10.0.0.2:443");
        Assert.That(workspace.Load().File, Is.Null);
    }

    [Test]
    public void All_errors_are_told_at_once_arguments_first()
    {
        using var workspace = new Workspace().With("mesh.yaml", "sources:\n  includ: []\ncluster:\n  contxt: a\n").Setting("MESH_ISTO__VERSION", "1.29.0").Given(Override.Set("relases[0].name=a"));
        var refusal = workspace.Refusal();
        Assert.That(refusal.ExitCode, Is.EqualTo(64));
        Assert.That(refusal.Reason, Is.EqualTo("""
            4 errors in the configuration:
            --set relases[0].name: unknown key 'relases'; did you mean 'releases'?
            MESH_ISTO__VERSION: no key of mesh.yaml has this name; did you mean 'MESH_ISTIO'?
            mesh.yaml:2:3: unknown key 'includ' in sources; did you mean 'include'?
            mesh.yaml:4:3: unknown key 'contxt' in cluster; did you mean 'context'?
            """));
    }

    private static Workspace WithRelease() => new Workspace().With("mesh.yaml", "releases: [{ name: web, chart: ./web, namespace: beta }]\nregistries: [{ host: a }]");
}
