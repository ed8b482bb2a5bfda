using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Tests.Kubernetes;

public sealed class HttpClusterWriteTests : IDisposable
{
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Test]
    public async Task Every_write_says_who_it_is_and_a_dry_one_says_so()
    {
        await using var server = await LoopbackServer.AnsweringAsync((200, "{}"));
        var cluster = bench.Connect(server.Address);

        await cluster.CreateAsync(ResourceKind.ConfigMap, Thing(), dryRun: true, default);
        await cluster.ApplyAsync(ResourceKind.ConfigMap, Thing(), dryRun: true, force: true, default);
        await cluster.PatchAsync(ResourceKind.ConfigMap, "beta", "web", PatchType.Merge, new JsonObject(), dryRun: true, default);
        await cluster.PatchAsync(ResourceKind.ConfigMap, "beta", "web", PatchType.Json, new JsonArray(), dryRun: false, default);
        await cluster.DeleteAsync(ResourceKind.ConfigMap, "beta", "web", dryRun: true, default);

        Assert.That(server.Calls.Select(call => $"{call.Method} {call.Path} {call.ContentType}"), Is.EqualTo(new[]
        {
            "POST /api/v1/namespaces/beta/configmaps?fieldManager=mesh&dryRun=All application/json",
            "PATCH /api/v1/namespaces/beta/configmaps/web?fieldManager=mesh&force=true&dryRun=All application/apply-patch+yaml",
            "PATCH /api/v1/namespaces/beta/configmaps/web?fieldManager=mesh&dryRun=All application/merge-patch+json",
            "PATCH /api/v1/namespaces/beta/configmaps/web?fieldManager=mesh application/json-patch+json",
            "DELETE /api/v1/namespaces/beta/configmaps/web?propagationPolicy=Background&dryRun=All ",
        }));
    }

    [Test]
    public async Task A_conflict_names_the_manager_and_the_field()
    {
        var details = """{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"helm\" using apps/v1","field":".spec.replicas"}]}""";
        await using var server = await LoopbackServer.AnsweringAsync((409, LoopbackServer.Status(409, "Conflict", "Apply failed with 1 conflict", details)));

        var failure = await Workbench.FailureAsync(() => bench.Connect(server.Address).ApplyAsync(ResourceKind.ConfigMap, Thing(), dryRun: false, force: false, default));

        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.Refused));
        Assert.That(failure.Reason, Does.EndWith("Apply failed with 1 conflict [.spec.replicas: conflict with \"helm\" using apps/v1]"));
    }

    [TestCase(403, "admission webhook \"policy.example.com\" denied the request: no", ExitCode.Refused)]
    [TestCase(403, "pods \"web\" is forbidden: exceeded quota: small", ExitCode.Refused)]
    [TestCase(403, "configmaps is forbidden: User \"eve\" cannot create resource \"configmaps\"", ExitCode.Forbidden)]
    [TestCase(422, "ConfigMap \"Web\" is invalid", ExitCode.Refused)]
    [TestCase(500, "failed calling webhook \"x\"", ExitCode.Refused)]
    public async Task A_refusal_by_admission_is_told_from_one_by_rights(int status, string message, int exitCode)
    {
        await using var server = await LoopbackServer.AnsweringAsync((status, LoopbackServer.Status(status, "", message)));

        Assert.That((await Workbench.FailureAsync(() => bench.Connect(server.Address).CreateAsync(ResourceKind.ConfigMap, Thing(), false, default))).ExitCode, Is.EqualTo(exitCode));
        Assert.That(server.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_creation_that_may_have_arrived_is_never_sent_again()
    {
        await using var server = await LoopbackServer.StartAsync((context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        var failure = await Workbench.FailureAsync(() => bench.Connect(server.Address).CreateAsync(ResourceKind.ConfigMap, Thing(), false, default));

        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.Unavailable));
        Assert.That(failure.Remedy, Does.Contain("the request may have arrived"));
        Assert.That(server.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_apply_and_a_deletion_are_sent_again_after_a_broken_connection()
    {
        await using var server = await LoopbackServer.StartAsync((context, number) =>
        {
            if (number % 2 == 1)
            {
                context.Abort();
                return Task.CompletedTask;
            }

            return LoopbackServer.WriteAsync(context, 200, "{}");
        });
        var cluster = bench.Connect(server.Address);

        await cluster.ApplyAsync(ResourceKind.ConfigMap, Thing(), false, false, default);
        await cluster.DeleteAsync(ResourceKind.ConfigMap, "beta", "web", false, default);

        Assert.That(server.Calls.Select(call => call.Method), Is.EqualTo(new[] { "PATCH", "PATCH", "DELETE", "DELETE" }));
    }

    [Test]
    public async Task A_throttled_creation_waits_as_long_as_the_server_says()
    {
        await using var server = await LoopbackServer.StartAsync((context, number) =>
        {
            context.Response.Headers.RetryAfter = "3";
            return LoopbackServer.WriteAsync(context, number == 1 ? 429 : 201, number == 1 ? "slow down" : "{}");
        });

        await bench.Connect(server.Address).CreateAsync(ResourceKind.ConfigMap, Thing(), false, default);

        Assert.That(((SkippingTime)bench.Time).Skipped, Is.EqualTo(new[] { TimeSpan.FromSeconds(3) }));
    }

    [Test]
    public async Task A_server_that_asks_for_an_hour_is_not_waited_for()
    {
        await using var server = await LoopbackServer.StartAsync((context, _) =>
        {
            context.Response.Headers.RetryAfter = "3600";
            return LoopbackServer.WriteAsync(context, 429, "slow down");
        });

        var failure = await Workbench.FailureAsync(() => bench.Connect(server.Address).CreateAsync(ResourceKind.ConfigMap, Thing(), false, default));

        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.TimeLimit));
        Assert.That(failure.Reason, Does.EndWith("slow down"));
    }

    [Test]
    public async Task Deleting_what_is_not_there_is_no_error()
    {
        await using var server = await LoopbackServer.AnsweringAsync((404, LoopbackServer.Status(404, "NotFound", "gone")));

        Assert.That(async () => await bench.Connect(server.Address).DeleteAsync(ResourceKind.ConfigMap, "beta", "web", false, default), Throws.Nothing);
    }

    [TestCase("")]
    [TestCase("..")]
    [TestCase("a/b")]
    public async Task A_name_that_would_address_something_else_sends_nothing(string name)
    {
        await using var server = await LoopbackServer.AnsweringAsync((200, "{}"));
        var cluster = bench.Connect(server.Address);

        Assert.That((await Workbench.FailureAsync(() => cluster.DeleteAsync(ResourceKind.Pod, "beta", name, false, default))).ExitCode, Is.EqualTo(ExitCode.Configuration));
        Assert.That((await Workbench.FailureAsync(() => cluster.DeleteAsync(ResourceKind.Pod, name, "web", false, default))).ExitCode, Is.EqualTo(ExitCode.Configuration));
        Assert.That(server.Calls, Is.Empty);
    }

    [TestCase("true", ExpectedResult = true)]
    [TestCase("false", ExpectedResult = false)]
    public async Task<bool> Rights_are_asked_by_review_without_a_trace(string allowed)
    {
        await using var server = await LoopbackServer.AnsweringAsync((201, $$"""{"status":{"allowed":{{allowed}} } }"""));

        var answer = await bench.Connect(server.Address).IsAllowedAsync(new AccessRule("get", "", "pods/log", "beta"), default);

        var call = server.Calls.Single();
        Assert.That(call.Path, Is.EqualTo("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews?dryRun=All"));
        Assert.That(
            JsonNode.Parse(call.Body)!.AsObject().Child("spec", "resourceAttributes")!.ToJsonString(),
            Is.EqualTo("""{"verb":"get","group":"","resource":"pods","subresource":"log","namespace":"beta"}"""));
        return answer;
    }

    private static JsonObject Thing() => new() { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = "web", ["namespace"] = "beta" } };
}
