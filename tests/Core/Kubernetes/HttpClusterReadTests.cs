using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Microsoft.AspNetCore.Http;

namespace Mesh.Core.Tests.Kubernetes;

public sealed class HttpClusterReadTests : IDisposable
{
    private static readonly string Gone = LoopbackServer.Status(410, "Expired", "The provided continue parameter is too old");
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Test]
    public async Task An_object_that_is_not_there_is_null()
    {
        await using var server = await LoopbackServer.AnsweringAsync((404, LoopbackServer.Status(404, "NotFound", "pods \"web\" not found")));

        Assert.That(await bench.Connect(server.Address).GetAsync(ResourceKind.Pod, "beta", "web", default), Is.Null);
        Assert.That(server.Calls.Single().UserAgent, Does.StartWith("mesh/0."));
    }

    [TestCase(401, "Unauthorized", "Unauthorized", ExitCode.Forbidden)]
    [TestCase(403, "Forbidden", "pods \"web\" is forbidden: User \"eve\" cannot get resource \"pods\" in API group \"\" in the namespace \"beta\"", ExitCode.Forbidden)]
    [TestCase(400, "BadRequest", "container is waiting to start", ExitCode.Refused)]
    [TestCase(500, "InternalError", "etcdserver: request timed out", ExitCode.Unavailable)]
    [TestCase(504, "Timeout", "request did not complete within 60s", ExitCode.TimeLimit)]
    public async Task What_the_server_says_reaches_the_user_with_the_right_code(int status, string reason, string message, int exitCode)
    {
        await using var server = await LoopbackServer.AnsweringAsync((status, LoopbackServer.Status(status, reason, message)));

        var failure = await Workbench.FailureAsync(() => bench.Connect(server.Address).GetAsync(ResourceKind.Pod, "beta", "web", default));

        Assert.That(failure.ExitCode, Is.EqualTo(exitCode));
        Assert.That(failure.Reason, Does.Contain("get pod/web in beta").And.Contain($"({status} {reason})").And.EndWith(message));
        Assert.That(failure.InnerException, Is.TypeOf<ApiException>().With.Property("StatusCode").EqualTo(status).And.Property("Reason").EqualTo(reason));
    }

    [TestCase("<html>sign in</html>")]
    [TestCase("")]
    [TestCase("[1]")]
    [TestCase("{\"a\":1,\"a\":2}")]
    public async Task An_answer_that_is_no_object_is_no_API_server(string body)
    {
        await using var server = await LoopbackServer.AnsweringAsync((200, body));
        var cluster = bench.Connect(server.Address);

        Assert.That((await Workbench.FailureAsync(() => cluster.GetAsync(ResourceKind.Pod, "beta", "web", default))).ExitCode, Is.EqualTo(ExitCode.Unavailable));
        Assert.That((await Workbench.FailureAsync(() => NamesAsync(cluster))).Reason, Does.Contain("are no list"));
    }

    [Test]
    public async Task A_redirect_is_not_followed_with_the_credentials()
    {
        await using var server = await LoopbackServer.StartAsync((context, _) =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });

        Assert.That((await Workbench.FailureAsync(() => bench.Connect(server.Address).GetRawAsync("/healthz", default))).ExitCode, Is.EqualTo(ExitCode.Unavailable));
        Assert.That(server.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Pages_are_fetched_to_the_end_and_items_know_their_kind()
    {
        await using var server = await LoopbackServer.AnsweringAsync((200, Page("next one", "a", "b")), (200, Page("", "c")));

        var cluster = bench.Connect(server.Address);
        var pods = await ListAsync(cluster, new ListQuery("beta", "app=web", "status.phase=Running"));

        Assert.That(pods.Select(pod => pod.Name()), Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(pods[0].Text("kind"), Is.EqualTo("Pod"));
        Assert.That(server.Calls.Select(call => call.Path), Is.EqualTo(new[]
        {
            "/api/v1/namespaces/beta/pods?labelSelector=app%3Dweb&fieldSelector=status.phase%3DRunning&limit=500",
            "/api/v1/namespaces/beta/pods?labelSelector=app%3Dweb&fieldSelector=status.phase%3DRunning&limit=500&continue=next%20one",
        }));
    }

    [Test]
    public async Task A_list_that_expires_half_way_is_an_error_and_no_part()
    {
        await using var server = await LoopbackServer.AnsweringAsync((200, Page("next", "a")), (410, Gone));

        var failure = await Workbench.FailureAsync(() => NamesAsync(bench.Connect(server.Address)));

        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.TimeLimit));
        Assert.That(failure.Reason, Does.Contain("too old"));
    }

    [Test]
    public async Task A_list_that_expired_before_anything_was_given_begins_anew()
    {
        await using var server = await LoopbackServer.AnsweringAsync((410, Gone), (200, Page("", "a")));

        Assert.That(await NamesAsync(bench.Connect(server.Address)), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task A_read_is_tried_again_with_growing_pauses()
    {
        await using var server = await LoopbackServer.AnsweringAsync((503, ""), (502, ""), (200, """{"gitVersion":"v1.27.9-eks-5e0fdde"}"""));

        var version = await bench.Connect(server.Address).GetVersionAsync(default);

        Assert.That(version.ToString(), Is.EqualTo("v1.27.9-eks-5e0fdde"));
        Assert.That(version.Minor, Is.EqualTo(27));
        Assert.That(((SkippingTime)bench.Time).Skipped, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_version_without_gitVersion_is_taken_from_major_and_minor()
    {
        await using var server = await LoopbackServer.AnsweringAsync((200, """{"major":"1","minor":"27+"}"""));

        Assert.That((await bench.Connect(server.Address).GetVersionAsync(default)).Minor, Is.EqualTo(27));
    }

    [Test]
    public async Task A_server_that_is_not_there_fails_within_ten_seconds_and_says_so()
    {
        var time = (SkippingTime)bench.Time;
        var begun = time.GetTimestamp();

        var failure = await Workbench.FailureAsync(() => bench.Connect("http://127.0.0.1:1").GetVersionAsync(default));

        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.Unavailable));
        Assert.That(failure.Reason, Does.Contain("connection refused"));
        Assert.That(time.GetElapsedTime(begun), Is.LessThan(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public async Task A_server_that_says_nothing_fails_when_its_time_is_over()
    {
        var asked = new TaskCompletionSource();
        await using var server = await LoopbackServer.StartAsync((context, _) =>
        {
            asked.SetResult();
            return Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        var call = Workbench.FailureAsync(() => bench.Connect(server.Address).GetVersionAsync(default));
        await asked.Task;

        ((SkippingTime)bench.Time).Advance(TimeSpan.FromSeconds(8));

        var failure = await call;
        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.Unavailable));
        Assert.That(failure.Reason, Does.EndWith("no answer within 8 s"));
    }

    [Test]
    public async Task Cancelling_ends_a_call_as_cancelled()
    {
        using var stop = new CancellationTokenSource();
        await using var server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });

        Assert.That(async () => await bench.Connect(server.Address).GetVersionAsync(stop.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_kind_is_found_by_discovery_once_and_an_unknown_one_is_null()
    {
        await using var server = await LoopbackServer.StartAsync((context, _) => context.Request.Path == "/apis/apps/v1"
            ? LoopbackServer.WriteAsync(context, 200, """{"resources":[{"name":"deployments/scale","kind":"Scale","namespaced":true},{"name":"deployments","kind":"Deployment","namespaced":true}]}""")
            : LoopbackServer.WriteAsync(context, 404, "404 page not found"));
        var cluster = bench.Connect(server.Address);

        Assert.That(await cluster.FindKindAsync("apps/v1", "Deployment", default), Is.EqualTo(ResourceKind.Deployment));
        Assert.That(await cluster.FindKindAsync("apps/v1", "Deployment", default), Is.EqualTo(ResourceKind.Deployment));
        Assert.That(server.Calls, Has.Count.EqualTo(1));
        Assert.That(await cluster.FindKindAsync("apps/v1", "Scale", default), Is.Null);
        Assert.That(await cluster.FindKindAsync("networking.istio.io/v1", "Gateway", default), Is.Null);
        Assert.That((await Workbench.FailureAsync(() => cluster.FindKindAsync("../v1", "Pod", default))).ExitCode, Is.EqualTo(ExitCode.MalformedInput));
    }

    [Test]
    public async Task What_a_pod_behind_the_servers_proxy_answers_is_taken_at_its_word()
    {
        await using var server = await LoopbackServer.AnsweringAsync((200, "ok"), (503, ""), (503, """{ "kind": "Status", "reason": "ServiceUnavailable", "message": "error trying to reach service: dial tcp 10.0.0.1:15021: connect: connection refused" }"""));
        var cluster = bench.Connect(server.Address);
        await cluster.GetRawAsync("/healthz", default);

        var pods = await Workbench.FailureAsync(() => cluster.GetRawAsync("/api/v1/namespaces/beta/pods/web:15021/proxy/healthz/ready", default));
        var servers = await Workbench.FailureAsync(() => cluster.GetRawAsync("/api/v1/namespaces/beta/pods/web:15021/proxy/healthz/ready", default));

        Assert.That(pods.InnerException, Is.InstanceOf<ApiException>().With.Property("StatusCode").EqualTo(503).And.Property("Reason").Empty);
        Assert.That(servers.InnerException, Is.InstanceOf<ApiException>().With.Property("Reason").EqualTo("ServiceUnavailable").And.Message.Contains("connection refused"));
        Assert.That(server.Calls, Has.Count.EqualTo(3), "none is asked again");
    }

    [Test]
    public async Task Logs_and_raw_paths_come_as_text()
    {
        await using var server = await LoopbackServer.AnsweringAsync((200, "one\ntwo\n"));
        var cluster = bench.Connect(server.Address);

        Assert.That(await cluster.GetLogsAsync("beta", "web-1", "web", 5, previous: true, default), Is.EqualTo("one\ntwo\n"));
        Assert.That(await cluster.GetRawAsync("/healthz?verbose", default), Is.EqualTo("one\ntwo\n"));
        Assert.That(server.Calls.Select(call => call.Path), Is.EqualTo(new[] { "/api/v1/namespaces/beta/pods/web-1/log?container=web&tailLines=5&limitBytes=1048576&previous=true", "/healthz?verbose" }));
        Assert.That((await Workbench.FailureAsync(() => cluster.GetRawAsync("@elsewhere", default))).ExitCode, Is.EqualTo(ExitCode.Configuration));
    }

    [Test]
    public async Task Warnings_of_the_server_are_noted_once_each()
    {
        await using var server = await LoopbackServer.StartAsync((context, _) =>
        {
            context.Response.Headers.Append("Warning", "299 - \"policy/v1beta1 PodDisruptionBudget is deprecated\"");
            return LoopbackServer.WriteAsync(context, 200, "ok");
        });
        var cluster = bench.Connect(server.Address);

        await cluster.GetRawAsync("/a", default);
        await cluster.GetRawAsync("/b", default);

        Assert.That(bench.Notes, Is.EqualTo(new[] { "test: the server warns: policy/v1beta1 PodDisruptionBudget is deprecated" }));
    }

    [Test]
    public async Task The_path_of_a_server_behind_a_gateway_is_kept()
    {
        await using var server = await LoopbackServer.AnsweringAsync((200, "ok"));

        await bench.Connect(server.Address + "/k8s/clusters/c-1/").GetRawAsync("/healthz", default);

        Assert.That(server.Calls.Single().Path, Is.EqualTo("/k8s/clusters/c-1/healthz"));
    }

    [Test]
    public async Task A_proxy_of_the_kubeconfig_is_asked_instead_of_the_name_server()
    {
        await using var proxy = await LoopbackServer.AnsweringAsync((200, "through the proxy"));

        Assert.That(await bench.Connect("http://kubernetes.invalid", $"proxy-url: \"{proxy.Address}\"").GetRawAsync("/healthz", default), Is.EqualTo("through the proxy"));
        Assert.That(proxy.Calls.Single().Path, Is.EqualTo("/healthz"));
    }

    private static string Page(string next, params string[] names) =>
        $$"""{"kind":"PodList","metadata":{"resourceVersion":"7","continue":"{{next}}"},"items":[{{string.Join(',', names.Select(name => $$"""{"metadata":{"name":"{{name}}"} }"""))}}]}""";

    private static async Task<List<System.Text.Json.Nodes.JsonObject>> ListAsync(ICluster cluster, ListQuery query)
    {
        var items = new List<System.Text.Json.Nodes.JsonObject>();
        await foreach (var item in cluster.ListAsync(ResourceKind.Pod, query, default))
        {
            items.Add(item);
        }

        return items;
    }

    private static async Task<List<string>> NamesAsync(ICluster cluster) => [.. (await ListAsync(cluster, new ListQuery("beta"))).Select(item => item.Name())];
}
