using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;

namespace Mesh.Contracts;

/// <summary>Objects: created, read, listed, changed and deleted as a server does it.</summary>
public abstract class ObjectContract : ClusterContract
{
    [Test]
    public async Task A_created_object_has_what_the_server_adds()
    {
        var made = await MakeAsync("one", """{"a":"1"}""");

        Assert.Multiple(() =>
        {
            Assert.That(Guid.TryParse(Text(made, "metadata", "uid"), out _));
            Assert.That(Text(made, "metadata", "resourceVersion"), Is.Not.Empty);
            Assert.That(DateTimeOffset.Parse(Text(made, "metadata", "creationTimestamp")!, null), Is.GreaterThan(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)));
            Assert.That(Text(made, "kind"), Is.EqualTo("ConfigMap"));
            Assert.That(Text(made, "data", "a"), Is.EqualTo("1"));
        });
    }

    [Test]
    public async Task What_is_there_already_is_a_conflict()
    {
        await MakeAsync("one");
        var answer = await RefusedAsync(() => MakeAsync("one"), ExitCode.Refused, 409, "AlreadyExists");
        Assert.That(answer.Message, Is.EqualTo("configmaps \"one\" already exists"));
    }

    [Test]
    public async Task A_namespace_that_is_not_there_takes_nothing()
    {
        var body = ConfigMap("one");
        body["metadata"]!["namespace"] = "no-such-namespace";
        var answer = await RefusedAsync(() => Cluster.CreateAsync(ResourceKind.ConfigMap, body, false, Cancellation), ExitCode.NoInput, 404, "NotFound");
        Assert.That(answer.Message, Is.EqualTo("namespaces \"no-such-namespace\" not found"));
    }

    [TestCase("Web")]
    [TestCase("web_1")]
    [TestCase("-web")]
    [TestCase("web.")]
    public async Task A_name_that_is_no_name_is_invalid(string name)
    {
        var answer = await RefusedAsync(() => MakeAsync(name), ExitCode.Refused, 422, "Invalid");
        Assert.That(answer.Message, Does.StartWith($"ConfigMap \"{name}\" is invalid: metadata.name: Invalid value: \"{name}\": "));
    }

    [Test]
    public async Task A_label_that_is_no_label_is_invalid()
    {
        var answer = await RefusedAsync(() => MakeAsync("one", labels: """{"app":"not a label"}"""), ExitCode.Refused, 422, "Invalid");
        Assert.That(answer.Message, Does.Contain("metadata.labels: Invalid value: \"not a label\""));
    }

    [Test]
    public async Task A_body_of_another_kind_is_a_bad_request()
    {
        var body = ConfigMap("one");
        body["kind"] = "Secret";
        await RefusedAsync(() => Cluster.CreateAsync(ResourceKind.ConfigMap, body, false, Cancellation), ExitCode.Refused, 400, "BadRequest");
    }

    [Test]
    public Task What_is_not_there_is_null() => Assert.MultipleAsync(async () =>
    {
        Assert.That(await GetAsync(ResourceKind.ConfigMap, "none"), Is.Null);
        Assert.That(await Cluster.GetAsync(ResourceKind.ConfigMap, "no-such-namespace", "none", Cancellation), Is.Null);
    });

    [Test]
    public async Task Labels_select()
    {
        await MakeAsync("a", labels: """{"app":"web","tier":"front"}""");
        await MakeAsync("b", labels: """{"app":"web","tier":"back"}""");
        await MakeAsync("c", labels: """{"app":"db"}""");
        await MakeAsync("d");
        // A newer server puts its root certificate into every namespace; it has no label.
        await Assert.MultipleAsync(async () =>
        {
            Assert.That(Names(await ListAsync(ResourceKind.ConfigMap, "app=web")), Is.EqualTo(new[] { "a", "b" }));
            Assert.That(Names(await ListAsync(ResourceKind.ConfigMap, "app==web,tier!=front")), Is.EqualTo(new[] { "b" }));
            Assert.That(Names(await ListAsync(ResourceKind.ConfigMap, "app in (web, db)")), Is.EqualTo(new[] { "a", "b", "c" }));
            Assert.That(Names(await ListAsync(ResourceKind.ConfigMap, "app,tier notin (back)")), Is.EqualTo(new[] { "a", "c" }));
            Assert.That(Names(await ListAsync(ResourceKind.ConfigMap, "tier")), Is.EqualTo(new[] { "a", "b" }));
            Assert.That(Names(await ListAsync(ResourceKind.ConfigMap, "!tier")), Is.SupersetOf(new[] { "c", "d" }).And.Not.Contains("a"));
        });
    }

    [Test]
    public async Task A_selector_that_is_none_is_a_bad_request() =>
        await RefusedAsync(() => ListAsync(ResourceKind.ConfigMap, "app=(web"), ExitCode.Refused, 400, "BadRequest");

    [Test]
    public async Task Fields_select()
    {
        await MakeAsync("a");
        await MakeAsync("b");
        await Assert.MultipleAsync(async () =>
        {
            Assert.That(Names(await ListAsync(ResourceKind.ConfigMap, fields: "metadata.name=b")), Is.EqualTo(new[] { "b" }));
            Assert.That(Names(await ListAsync(ResourceKind.ConfigMap, fields: $"metadata.namespace={Namespace},metadata.name!=b")), Does.Contain("a").And.Not.Contains("b"));
            Assert.That(await ListAsync(ResourceKind.Pod, fields: "spec.nodeName=none,status.phase=Running"), Is.Empty);
            Assert.That(await ListAsync(ResourceKind.Event, fields: "involvedObject.kind=Pod,involvedObject.name=none"), Is.Empty);
        });
    }

    [Test]
    public async Task A_field_that_is_not_indexed_cannot_select() =>
        await RefusedAsync(() => ListAsync(ResourceKind.ConfigMap, fields: "data.a=1"), ExitCode.Refused, 400, "BadRequest");

    [Test]
    public async Task A_list_is_in_the_order_of_names()
    {
        var wanted = Enumerable.Range(0, 30).Select(i => $"item-{i:00}").ToArray();
        await Task.WhenAll(wanted.Reverse().Select(name => MakeAsync(name, labels: """{"many":"yes"}""")));
        Assert.That(Names(await ListAsync(ResourceKind.ConfigMap, "many=yes")), Is.EqualTo(wanted));
    }

    [Test]
    public async Task A_dry_run_creates_changes_and_deletes_nothing()
    {
        await MakeAsync("kept", """{"a":"1"}""");
        var made = await Cluster.CreateAsync(ResourceKind.ConfigMap, ConfigMap("asked"), true, Cancellation);
        var patched = await PatchAsync(ResourceKind.ConfigMap, "kept", PatchType.Merge, """{"data":{"a":"2"}}""", dryRun: true);
        var applied = await Cluster.ApplyAsync(ResourceKind.ConfigMap, ConfigMap("applied", """{"a":"1"}"""), true, false, Cancellation);
        await Cluster.DeleteAsync(ResourceKind.ConfigMap, Namespace, "kept", true, Cancellation);

        await Assert.MultipleAsync(async () =>
        {
            Assert.That(Text(made, "metadata", "name"), Is.EqualTo("asked"));
            Assert.That(Text(patched, "data", "a"), Is.EqualTo("2"));
            Assert.That(Text(applied, "data", "a"), Is.EqualTo("1"));
            Assert.That(await GetAsync(ResourceKind.ConfigMap, "asked"), Is.Null);
            Assert.That(await GetAsync(ResourceKind.ConfigMap, "applied"), Is.Null);
            Assert.That(Text(await GetAsync(ResourceKind.ConfigMap, "kept"), "data", "a"), Is.EqualTo("1"));
        });
    }

    [Test]
    public async Task A_dry_run_is_refused_as_the_real_thing_is() =>
        await RefusedAsync(() => Cluster.CreateAsync(ResourceKind.ConfigMap, ConfigMap("Not_A_Name"), true, Cancellation), ExitCode.Refused, 422, "Invalid");

    [Test]
    public async Task Deleting_twice_is_no_error()
    {
        await MakeAsync("one");
        await Cluster.DeleteAsync(ResourceKind.ConfigMap, Namespace, "one", false, Cancellation);
        await Cluster.DeleteAsync(ResourceKind.ConfigMap, Namespace, "one", false, Cancellation);
        Assert.That(await GetAsync(ResourceKind.ConfigMap, "one"), Is.Null);
    }

    [Test]
    public async Task Kinds_are_found_by_their_names()
    {
        var deployment = await Cluster.FindKindAsync("apps/v1", "Deployment", Cancellation);
        var nodes = await Cluster.FindKindAsync("v1", "Node", Cancellation);
        var none = await Cluster.FindKindAsync("v1", "Unicorn", Cancellation);
        var nowhere = await Cluster.FindKindAsync("unicorns.example.com/v1", "Unicorn", Cancellation);
        Assert.Multiple(() =>
        {
            Assert.That(deployment, Is.EqualTo(ResourceKind.Deployment));
            Assert.That(nodes, Is.EqualTo(ResourceKind.Node));
            Assert.That(none, Is.Null);
            Assert.That(nowhere, Is.Null);
        });
    }

    [Test]
    public async Task The_server_says_its_version_and_that_it_is_well()
    {
        var version = await Cluster.GetVersionAsync(Cancellation);
        var raw = JsonNode.Parse(await Cluster.GetRawAsync("/version", Cancellation));
        await Assert.MultipleAsync(async () =>
        {
            Assert.That(version.Major, Is.EqualTo(1));
            Assert.That(version.Minor, Is.GreaterThanOrEqualTo(20));
            Assert.That(Text(raw, "gitVersion"), Does.StartWith("v1."));
            Assert.That(await Cluster.GetRawAsync("/healthz", Cancellation), Is.EqualTo("ok"));
            Assert.That(await Cluster.GetRawAsync("/readyz", Cancellation), Is.EqualTo("ok"));
        });
    }

    [Test]
    public Task One_who_may_do_everything_is_allowed_everything() => Assert.MultipleAsync(async () =>
    {
        Assert.That(await Cluster.IsAllowedAsync(new AccessRule("patch", "apps", "deployments", Namespace), Cancellation));
        Assert.That(await Cluster.IsAllowedAsync(new AccessRule("get", "", "pods/log", Namespace), Cancellation));
        Assert.That(await Cluster.IsAllowedAsync(new AccessRule("list", "", "nodes", null), Cancellation));
    });
}
