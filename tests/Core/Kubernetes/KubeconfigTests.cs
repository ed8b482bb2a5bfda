using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Kubernetes;

public sealed class KubeconfigTests : IDisposable
{
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Test]
    public void Contexts_of_several_files_come_in_the_order_of_the_files()
    {
        var files = $"{bench.Write("b", Workbench.Kubeconfig("zebra"))}{Path.PathSeparator}{bench.Write("a", Workbench.Kubeconfig("ant"))}";

        Assert.That(bench.Connector.ListContexts(files), Is.EqualTo(new[] { "zebra", "ant" }));
    }

    [Test]
    public void The_variable_is_honoured_and_a_file_named_twice_in_it_counts_once()
    {
        bench.Write("a", Workbench.Kubeconfig("ant"));
        bench.Variables["KUBECONFIG"] = string.Join(Path.PathSeparator, "~/a", Path.Combine(bench.Folder, "a"), "");

        Assert.That(bench.Connector.ListContexts(null), Is.EqualTo(new[] { "ant" }));
    }

    [Test]
    public void The_usual_file_is_read_when_nothing_else_is_named()
    {
        bench.Write(".kube/config", Workbench.Kubeconfig("usual"));

        Assert.That(bench.Connector.ListContexts(null), Is.EqualTo(new[] { "usual" }));
    }

    [TestCase("context", "contexts: [{name: same, context: {cluster: c}}]")]
    [TestCase("cluster", "clusters: [{name: same, cluster: {server: 'https://b'}}]")]
    [TestCase("user", "users: [{name: same, user: {}}]")]
    public void A_name_that_stands_twice_is_an_error_that_names_both_files(string what, string second)
    {
        var (first, other) = (bench.Write("first", Workbench.Kubeconfig("same")), bench.Write("other", second));

        var failure = Workbench.Failure(() => bench.Connector.ListContexts(first + Path.PathSeparator + other));

        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.MalformedInput));
        Assert.That(failure.Reason, Does.StartWith($"the {what} 'same' stands twice").And.Contain(first + ":").And.Contain(other + ":1:"));
    }

    [Test]
    public void Names_that_differ_in_case_are_different_names()
    {
        var files = bench.Write("a", Workbench.Kubeconfig("Prod", "http://upper:1")) + Path.PathSeparator + bench.Write("b", Workbench.Kubeconfig("prod", "http://lower:1"));

        Assert.That(bench.Connector.Connect("prod", files).Server, Is.EqualTo("http://lower:1"));
        Assert.That(bench.Connector.Connect("Prod", files).Server, Is.EqualTo("http://upper:1"));
        Assert.That(Workbench.Failure(() => bench.Connector.Connect("PROD", files)).ExitCode, Is.EqualTo(ExitCode.Configuration));
    }

    [Test]
    public void An_unknown_context_is_refused_with_the_nearest_name_and_the_list()
    {
        var file = bench.Write("a", Workbench.Kubeconfig("locust-eks"));

        var failure = Workbench.Failure(() => bench.Connector.Connect("locust-esk", file));

        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.Configuration));
        Assert.That(failure.Reason, Does.Contain("'locust-esk'").And.Contain("the contexts there are: locust-eks"));
        Assert.That(failure.Remedy, Is.EqualTo("Did you mean 'locust-eks'?"));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("null")]
    [TestCase("NULL")]
    [TestCase("undefined")]
    [TestCase("${KUBE_CONTEXT}")]
    [TestCase("$(ctx)")]
    [TestCase("%CTX%")]
    public void The_null_family_is_refused_and_never_becomes_the_current_context(string? context)
    {
        var file = bench.Write("a", Workbench.Kubeconfig("locust-eks"));

        var failure = Workbench.Failure(() => bench.Connector.Connect(context, file));

        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.Configuration));
        Assert.That(failure.Reason, Does.Contain("the contexts there are: locust-eks"));
    }

    [Test]
    public void The_null_family_is_refused_also_where_no_kubeconfig_can_be_read()
    {
        var failure = Workbench.Failure(() => bench.Connector.Connect("null", Path.Combine(bench.Folder, "nowhere")));

        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.Configuration));
        Assert.That(failure.Reason, Does.Contain("no context can be listed").And.Contain("nowhere is not there"));
    }

    [Test]
    public void No_kubeconfig_at_all_is_missing_input_and_lists_nothing()
    {
        Assert.That(bench.Connector.ListContexts(null), Is.Empty);
        Assert.That(Workbench.Failure(() => bench.Connector.Connect("prod", null)).ExitCode, Is.EqualTo(ExitCode.NoInput));
    }

    [Test]
    public void A_file_that_is_not_there_or_a_directory_is_missing_input()
    {
        Assert.That(Workbench.Failure(() => bench.Connector.Connect("prod", Path.Combine(bench.Folder, "nowhere"))).ExitCode, Is.EqualTo(ExitCode.NoInput));
        Assert.That(Workbench.Failure(() => bench.Connector.Connect("prod", bench.Folder)).Reason, Does.EndWith("is a directory"));
    }

    [TestCase("", "is empty")]
    [TestCase("# only a comment", "is empty")]
    [TestCase("contexts: [", ":1:")]
    [TestCase("a: 1\n\tb: 2", ":2:")]
    [TestCase("just a text", ":1:1: expected a mapping, found a single value")]
    [TestCase("contexts: 7", ":1:11: expected a list in contexts")]
    [TestCase("contexts:\n- context: {}", ":2:3: name is missing")]
    [TestCase("contexts:\n- name: a\n  context: {}", ":3:12: cluster is missing")]
    [TestCase("users: []\nusers: []", ":2:1: the key 'users' stands here twice")]
    [TestCase("a: 1\n---\nb: 2", ":2:1: a second document begins")]
    [TestCase("a: *nobody", ":1:4:")]
    [TestCase("a: &a [*a]", ":1:8: an alias refers to no anchor before it")]
    [TestCase("clusters: [{name: c, cluster: {server: 'https://x', insecure-skip-tls-verify: maybe}}]", "insecure-skip-tls-verify is neither true nor false")]
    [TestCase("\0\u0001\u0002", ":1:")]
    public void What_is_malformed_is_said_with_its_place(string text, string place)
    {
        var failure = Workbench.Failure(() => bench.Connector.ListContexts(bench.Write("bad", text)));

        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.MalformedInput));
        Assert.That(failure.Reason, Does.Contain(Path.Combine(bench.Folder, "bad")).And.Contain(place));
    }

    [Test]
    public void A_context_that_names_no_cluster_there_is_says_where()
    {
        var file = bench.Write("a", Workbench.Kubeconfig("prod").Replace("cluster: prod,", "cluster: pord,", StringComparison.Ordinal));

        var failure = Workbench.Failure(() => bench.Connector.Connect("prod", file));

        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.MalformedInput));
        Assert.That(failure.Message, Does.Contain(file + ":9:12:").And.Contain("names the cluster 'pord'").And.Contain("Did you mean 'prod'?"));
    }

    [TestCase("certificate-authority-data: '%%garbage%%'", "", "certificate-authority-data is no base64")]
    [TestCase("", "client-certificate-data: 'AAAA', client-key-data: '%%garbage%%'", "client-key-data is no base64")]
    [TestCase("", "client-certificate-data: 'AAAA', client-key-data: 'AAAA'", "cannot be used")]
    [TestCase("", "client-certificate-data: 'AAAA'", "certificate without its key")]
    [TestCase("certificate-authority-data: 'AAAA'", "", "holds no certificate in PEM")]
    [TestCase("proxy-url: 'ftp://x'", "", "the proxy-url of cluster 'test' is no address")]
    [TestCase("certificate-authority-data: 'AAAA', insecure-skip-tls-verify: true", "", "has both")]
    [TestCase("", "token: abcd, username: me", "both a token and a user name")]
    public void A_value_that_cannot_be_used_is_named_and_never_shown(string cluster, string user, string reason)
    {
        var failure = Workbench.Failure(() => bench.Connect("https://127.0.0.1:1", cluster, user));

        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.MalformedInput));
        Assert.That(failure.ToString(), Does.Contain(reason).And.Not.Contain("%%garbage%%"));
    }

    [Test]
    public void Paths_are_relative_to_the_file_they_stand_in()
    {
        var file = bench.Write("deep/config", Workbench.Kubeconfig("test", cluster: "certificate-authority: pki/ca.crt"));

        var failure = Workbench.Failure(() => bench.Connector.Connect("test", file));

        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.NoInput));
        Assert.That(failure.Reason, Does.Contain(Path.Combine(bench.Folder, "deep", "pki", "ca.crt")));
    }

    [Test]
    public void An_unverified_server_is_a_finding()
    {
        bench.Connect("https://127.0.0.1:1", "insecure-skip-tls-verify: true");

        Assert.That(bench.Journal.Findings.Select(finding => finding.Code), Is.EqualTo(new[] { Catalogue.UnverifiedServer.Code }));
    }

    [Test]
    public void Secrets_are_masked_as_soon_as_the_file_is_read()
    {
        bench.Connector.ListContexts(bench.Write("a", Workbench.Kubeconfig("test", user: "token: s3cret-token, password: s3cret-password, client-key-data: S0VZ")));

        Assert.That(bench.Journal.Secrets.Mask("s3cret-token s3cret-password S0VZ"), Is.EqualTo("*** *** ***"));
    }

    [Test]
    public void Aliases_that_multiply_cost_nothing()
    {
        var laughs = new StringBuilder("l0: &l0 [ha, ha]\n");
        for (var i = 1; i <= 40; i++)
        {
            laughs.Append(System.Globalization.CultureInfo.InvariantCulture, $"l{i}: &l{i} [*l{i - 1}, *l{i - 1}, *l{i - 1}, *l{i - 1}]\n");
        }

        var bomb = laughs + Workbench.Kubeconfig("test", "https://127.0.0.1:1", "extensions: [{name: client.authentication.k8s.io/exec, extension: *l40}]",
            "exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Never, provideClusterInfo: true}");

        var failure = Workbench.Failure(() => bench.Connector.Connect("test", bench.Write("bomb", bomb)));

        Assert.That(failure.Reason, Does.Contain("the extension holds more than 10000 values"));
    }

    [Test]
    public void What_is_nested_or_large_without_end_is_refused()
    {
        var deep = bench.Write("deep", "a: " + new string('[', 100_000));
        var large = bench.Write("large", "");
        using (var stream = File.OpenWrite(large))
        {
            stream.SetLength((10 * 1024 * 1024) + 1);
        }

        Assert.That(Workbench.Failure(() => bench.Connector.ListContexts(deep)).Reason, Does.Contain("nested more than 64 deep"));
        Assert.That(Workbench.Failure(() => bench.Connector.ListContexts(large)).Reason, Does.EndWith("is larger than 10 MB"));
    }

    [Test]
    public void A_kubeconfig_in_JSON_is_read_too()
    {
        var json = """{"contexts":[{"name":"j","context":{"cluster":"j"}}],"clusters":[{"name":"j","cluster":{"server":"https://127.0.0.1:6443"}}]}""";

        Assert.That(bench.Connector.Connect("j", bench.Write("json", json)).Server, Is.EqualTo("https://127.0.0.1:6443"));
    }

    [Test]
    public void Whatever_stands_in_the_file_is_read_or_refused_as_malformed() => Prop.ForAll<string>(text =>
    {
        try
        {
            bench.Connector.ListContexts(bench.Write("any", text ?? ""));
            return true;
        }
        catch (MeshException exception)
        {
            return exception.ExitCode == ExitCode.MalformedInput;
        }
    }).QuickCheckThrowOnFailure();
}
