using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Tests.Kubernetes;

public sealed class CredentialTests
{
    private const string Exec = "exec: {apiVersion: client.authentication.k8s.io/v1, command: get-token, args: [a b, c], env: [{name: REGION, value: eu}], interactiveMode: Never, provideClusterInfo: true, installHint: Install it from the shop.}";

    [TestCase("token: abcdefgh", "Bearer abcdefgh")]
    [TestCase("username: me, password: s3cret", "Basic bWU6czNjcmV0")]
    [TestCase("", "")]
    public async Task The_header_is_what_the_user_says(string user, string header)
    {
        using var bench = new Workbench();
        await using var server = await LoopbackServer.AnsweringAsync((200, "ok"));

        await bench.Connect(server.Address, user: user).GetRawAsync("/healthz", default);

        Assert.That(server.Calls.Single().Authorization, Is.EqualTo(header));
    }

    [Test]
    public async Task Impersonation_is_passed_on_so_that_nobody_acts_with_more_rights_than_meant()
    {
        using var bench = new Workbench();
        var seen = "";
        await using var server = await LoopbackServer.StartAsync((context, _) =>
        {
            seen = $"{context.Request.Headers["Impersonate-User"]} {context.Request.Headers["Impersonate-Group"]}";
            return LoopbackServer.WriteAsync(context, 200, "ok");
        });

        await bench.Connect(server.Address, user: "token: abcdefgh, as: eve, as-groups: [dev]").GetRawAsync("/healthz", default);

        Assert.That(seen, Is.EqualTo("eve dev"));
    }

    [Test]
    public async Task A_token_file_is_read_again_when_its_time_is_over_and_its_token_is_masked()
    {
        using var bench = new Workbench();
        bench.Write("token", "first-token\n");
        await using var server = await LoopbackServer.AnsweringAsync((200, "ok"));
        var cluster = bench.Connect(server.Address, user: "tokenFile: token");

        await cluster.GetRawAsync("/1", default);
        bench.Write("token", "second-token\n");
        await cluster.GetRawAsync("/2", default);
        ((SkippingTime)bench.Time).Advance(TimeSpan.FromSeconds(10));
        await cluster.GetRawAsync("/3", default);

        Assert.That(server.Calls.Select(call => call.Authorization), Is.EqualTo(new[] { "Bearer first-token", "Bearer first-token", "Bearer second-token" }));
        Assert.That(bench.Journal.Secrets.Mask("first-token second-token"), Is.EqualTo("*** ***"));
    }

    [Test]
    public async Task A_token_file_is_read_again_at_once_after_a_401()
    {
        using var bench = new Workbench();
        bench.Write("token", "stale-token");
        await using var server = await LoopbackServer.StartAsync((context, number) =>
        {
            bench.Write("token", "fresh-token");
            return LoopbackServer.WriteAsync(context, number == 1 ? 401 : 200, "ok");
        });

        await bench.Connect(server.Address, user: "tokenFile: token").GetRawAsync("/", default);

        Assert.That(server.Calls.Last().Authorization, Is.EqualTo("Bearer fresh-token"));
    }

    [TestCase(null, ExitCode.NoInput)]
    [TestCase("", ExitCode.MalformedInput)]
    [TestCase("one\ntwo", ExitCode.MalformedInput)]
    public async Task A_token_file_that_gives_no_token_is_an_error(string? content, int exitCode)
    {
        using var bench = new Workbench();
        if (content is not null)
        {
            bench.Write("token", content);
        }

        var cluster = bench.Connect("http://127.0.0.1:1", user: "tokenFile: token");

        Assert.That((await Workbench.FailureAsync(() => cluster.GetRawAsync("/", default))).ExitCode, Is.EqualTo(exitCode));
    }

    [Test]
    public async Task A_plugin_is_asked_as_the_protocol_says()
    {
        var plugin = new FakePlugin(_ => FakePlugin.Token("from-plugin"));
        using var bench = new Workbench(plugin);
        await using var server = await LoopbackServer.AnsweringAsync((200, "ok"));

        await bench.Connect(server.Address, user: Exec).GetRawAsync("/", default);

        Assert.That(server.Calls.Single().Authorization, Is.EqualTo("Bearer from-plugin"));
        Assert.That(plugin.Last!.Arguments, Is.EqualTo(new[] { "a b", "c" }));
        Assert.That(plugin.Last.Quiet, Is.True);
        Assert.That(plugin.Last.Environment["REGION"], Is.EqualTo("eu"));
        var info = JsonNode.Parse(plugin.Last.Environment["KUBERNETES_EXEC_INFO"]!)!.AsObject();
        Assert.That(info.Flag("spec", "interactive"), Is.False);
        Assert.That(info.Text("spec", "cluster", "server"), Is.EqualTo(server.Address));
        Assert.That(bench.Journal.Secrets.Mask("from-plugin"), Is.EqualTo("***"));
    }

    [Test]
    public async Task A_plugin_with_a_path_is_found_beside_the_kubeconfig()
    {
        var plugin = new FakePlugin(_ => FakePlugin.Token("from-plugin"));
        using var bench = new Workbench(plugin);
        await using var server = await LoopbackServer.AnsweringAsync((200, "ok"));

        await bench.Connect(server.Address, user: Exec.Replace("get-token", "./bin/get-token", StringComparison.Ordinal)).GetRawAsync("/", default);

        Assert.That(plugin.Last!.Executable, Is.EqualTo(Path.Combine(bench.Folder, "bin", "get-token")));
    }

    [Test]
    public async Task A_plugin_s_answer_is_kept_until_it_expires()
    {
        using var bench = new Workbench(new FakePlugin(run => FakePlugin.Token($"token-{run}", run == 1 ? "2026-11-21T08:10:00Z" : null)));
        await using var server = await LoopbackServer.AnsweringAsync((200, "ok"));
        var cluster = bench.Connect(server.Address, user: Exec);

        await cluster.GetRawAsync("/1", default);
        ((SkippingTime)bench.Time).Advance(TimeSpan.FromMinutes(9));
        await cluster.GetRawAsync("/2", default);
        ((SkippingTime)bench.Time).Advance(TimeSpan.FromMinutes(1));
        await cluster.GetRawAsync("/3", default);

        Assert.That(server.Calls.Select(call => call.Authorization), Is.EqualTo(new[] { "Bearer token-1", "Bearer token-1", "Bearer token-2" }));
    }

    [Test]
    public async Task A_401_asks_the_plugin_once_more_also_for_a_creation()
    {
        using var bench = new Workbench(new FakePlugin(run => FakePlugin.Token($"token-{run}")));
        await using var server = await LoopbackServer.AnsweringAsync((401, "no"), (201, "{}"));

        await bench.Connect(server.Address, user: Exec).CreateAsync(Core.Kubernetes.ResourceKind.Namespace, new JsonObject { ["a"] = 1 }, false, default);

        Assert.That(server.Calls.Select(call => $"{call.Authorization} {call.Body}"), Is.EqualTo(new[] { "Bearer token-1 {\"a\":1}", "Bearer token-2 {\"a\":1}" }));
    }

    [Test]
    public async Task A_second_401_is_believed()
    {
        var plugin = new FakePlugin(run => FakePlugin.Token($"token-{run}"));
        using var bench = new Workbench(plugin);
        await using var server = await LoopbackServer.AnsweringAsync((401, "no"));

        var failure = await Workbench.FailureAsync(() => bench.Connect(server.Address, user: Exec).GetRawAsync("/", default));

        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.Forbidden));
        Assert.That(plugin.Runs, Is.EqualTo(2));
    }

    [Test]
    public async Task Many_requests_at_once_run_the_plugin_once()
    {
        var plugin = new FakePlugin(_ => FakePlugin.Token("from-plugin"));
        using var bench = new Workbench(plugin);
        await using var server = await LoopbackServer.AnsweringAsync((200, "ok"));
        var cluster = bench.Connect(server.Address, user: Exec);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => cluster.GetRawAsync($"/{number}", default)));

        Assert.That(plugin.Runs, Is.EqualTo(1));
        Assert.That(server.Calls, Has.Count.EqualTo(20));
    }

    [Test]
    public async Task A_plugin_that_fails_ends_the_run_with_its_own_code_and_its_output_stays_secret()
    {
        using var bench = new Workbench(new FakePlugin(_ => "half a t0ken") { ExitCode = 23 });

        var failure = await Workbench.FailureAsync(() => bench.Connect("http://127.0.0.1:1", user: Exec).GetRawAsync("/", default));

        Assert.That(failure.ExitCode, Is.EqualTo(23));
        Assert.That(failure.ToString(), Does.Not.Contain("t0ken"));
    }

    [Test]
    public async Task A_plugin_that_is_not_there_comes_with_its_install_hint()
    {
        using var bench = new Workbench(new FakePlugin(_ => "") { Throws = new MeshException(ExitCode.NoInput, "get-token is not on PATH", "Install it") });

        var failure = await Workbench.FailureAsync(() => bench.Connect("http://127.0.0.1:1", user: Exec).GetRawAsync("/", default));

        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.NoInput));
        Assert.That(failure.Remedy, Is.EqualTo("Install it from the shop"));
    }

    [TestCase("t0ken", "printed no JSON object")]
    [TestCase("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"t0ken"}}""", "did not print an ExecCredential of client.authentication.k8s.io/v1")]
    [TestCase("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{}}""", "neither a token nor a client certificate")]
    [TestCase("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"t0ken\nx"}}""", "line break")]
    [TestCase("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"t0ken","expirationTimestamp":"soon"}}""", "no RFC 3339 time")]
    [TestCase("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"clientCertificateData":"x","clientKeyData":"t0ken"}}""", "cannot be used")]
    public async Task A_plugin_that_prints_something_else_is_malformed_input_and_not_quoted(string output, string reason)
    {
        using var bench = new Workbench(new FakePlugin(_ => output));

        var failure = await Workbench.FailureAsync(() => bench.Connect("http://127.0.0.1:1", user: Exec).GetRawAsync("/", default));

        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.MalformedInput));
        Assert.That(failure.ToString(), Does.Contain(reason).And.Not.Contain("t0ken"));
    }

    [TestCase("exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Always}", ExitCode.Configuration, "it would ask a person")]
    [TestCase("exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}", ExitCode.Configuration, "v1alpha1")]
    [TestCase("exec: {apiVersion: client.authentication.k8s.io/v1, command: x}", ExitCode.MalformedInput, "interactiveMode is missing")]
    [TestCase("exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: x, interactiveMode: Sometimes}", ExitCode.MalformedInput, "'Sometimes' is not known")]
    [TestCase("auth-provider: {name: gcp}", ExitCode.Configuration, "auth-provider 'gcp'")]
    [TestCase("token: abcdefgh, as-groups: [dev, ops]", ExitCode.Configuration, "as-groups holds more than one value")]
    public void What_cannot_work_in_a_build_is_refused_before_anything_is_started(string user, int exitCode, string reason)
    {
        using var bench = new Workbench();

        var failure = Workbench.Failure(() => bench.Connect("http://127.0.0.1:1", user: user));

        Assert.That(failure.ExitCode, Is.EqualTo(exitCode));
        Assert.That(failure.Reason, Does.Contain(reason));
    }

    [Test]
    public async Task A_plugin_of_the_older_version_may_leave_out_whether_it_asks()
    {
        using var bench = new Workbench(new FakePlugin(_ => FakePlugin.Token("from-plugin", version: "v1beta1")));
        await using var server = await LoopbackServer.AnsweringAsync((200, "ok"));

        await bench.Connect(server.Address, user: "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: x}").GetRawAsync("/", default);

        Assert.That(server.Calls.Single().Authorization, Is.EqualTo("Bearer from-plugin"));
    }
}
