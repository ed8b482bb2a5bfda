using System.Diagnostics;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Core.Processes;
using Mesh.Integration.Environment;
using NUnit.Framework;

namespace Mesh.Integration.Kubernetes;

/// <summary>The client against a real API server.</summary>
public sealed class HttpClusterTests
{
    [Test]
    public async Task A_dry_write_is_accepted_and_leaves_nothing_but_a_dry_trace()
    {
        var plane = await SharedControlPlane.RequireAsync();
        var cluster = Admin(plane);
        var ns = await NamespaceAsync(cluster);
        var before = plane.AuditLog.Position;

        await cluster.CreateAsync(ResourceKind.ConfigMap, Thing(ns, "a"), dryRun: true, default);
        await cluster.ApplyAsync(ResourceKind.ConfigMap, Thing(ns, "a"), dryRun: true, force: false, default);
        var allowed = await cluster.IsAllowedAsync(new AccessRule("patch", "apps", "deployments", ns), default);

        Assert.That(allowed, Is.True);
        Assert.That(await cluster.GetAsync(ResourceKind.ConfigMap, ns, "a", default), Is.Null);
        var mine = plane.AuditLog.Mutations(before).Where(call => call.User == "mesh-test-admin" && call.Namespace == ns).ToList();
        Assert.That(mine, Has.Count.EqualTo(2));
        Assert.That(mine, Has.All.Property("DryRun").True);
    }

    [Test]
    public async Task A_field_of_another_manager_is_a_conflict_that_force_overrules()
    {
        var plane = await SharedControlPlane.RequireAsync();
        var cluster = Admin(plane);
        var ns = await NamespaceAsync(cluster);
        await plane.KubectlAsync("create", "configmap", "a", "--namespace", ns, "--from-literal=k=theirs");

        var failure = (await Assert.ThrowsAsync<MeshException>(() => cluster.ApplyAsync(ResourceKind.ConfigMap, Thing(ns, "a", "ours"), false, force: false, default)))!;
        var forced = await cluster.ApplyAsync(ResourceKind.ConfigMap, Thing(ns, "a", "ours"), false, force: true, default);

        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.Refused));
        Assert.That(failure.Reason, Does.Contain("kubectl-create").And.Contain(".data.k"));
        Assert.That(forced.Text("data", "k"), Is.EqualTo("ours"));
        Assert.That(forced.Items("metadata", "managedFields").Select(entry => entry.Text("manager")), Does.Contain("mesh"));
    }

    [Test]
    public async Task Both_patches_change_what_they_say_and_a_deletion_is_done_once()
    {
        var cluster = Admin(await SharedControlPlane.RequireAsync());
        var ns = await NamespaceAsync(cluster);
        await cluster.CreateAsync(ResourceKind.ConfigMap, Thing(ns, "a", "1"), false, default);

        await cluster.PatchAsync(ResourceKind.ConfigMap, ns, "a", PatchType.Merge, JsonNode.Parse("""{"data":{"m":"2"}}""")!, false, default);
        var patched = await cluster.PatchAsync(ResourceKind.ConfigMap, ns, "a", PatchType.Json, JsonNode.Parse("""[{"op":"replace","path":"/data/k","value":"3"}]""")!, false, default);
        await cluster.DeleteAsync(ResourceKind.ConfigMap, ns, "a", false, default);
        await cluster.DeleteAsync(ResourceKind.ConfigMap, ns, "a", false, default);

        Assert.That(patched.Texts("data"), Is.EquivalentTo(new Dictionary<string, string> { ["k"] = "3", ["m"] = "2" }));
        Assert.That(await cluster.GetAsync(ResourceKind.ConfigMap, ns, "a", default), Is.Null);
    }

    [Test]
    public async Task A_list_longer_than_a_page_is_whole()
    {
        var cluster = Admin(await SharedControlPlane.RequireAsync());
        var ns = await NamespaceAsync(cluster);
        await Parallel.ForEachAsync(Enumerable.Range(0, 620), async (number, token) => await cluster.ApplyAsync(ResourceKind.ConfigMap, Thing(ns, $"a{number}"), false, false, token));

        var names = new HashSet<string>();
        await foreach (var item in cluster.ListAsync(ResourceKind.ConfigMap, new ListQuery(ns, "made-by=test"), default))
        {
            names.Add(item.Name());
        }

        Assert.That(names, Has.Count.EqualTo(620));
    }

    [Test]
    public async Task Who_has_no_rights_is_told_which()
    {
        var plane = await SharedControlPlane.RequireAsync();
        var nobody = Connector().Connect("mesh-nobody", plane.NobodyKubeconfig);

        var failure = (await Assert.ThrowsAsync<MeshException>(() => nobody.GetAsync(ResourceKind.Secret, "kube-system", "a", default)))!;

        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.Forbidden));
        Assert.That(failure.Reason, Does.Contain("cannot get resource \"secrets\""));
        Assert.That(await nobody.IsAllowedAsync(new AccessRule("get", "", "secrets", "kube-system"), default), Is.False);
    }

    [Test]
    public async Task The_version_and_the_kinds_are_read()
    {
        var cluster = Admin(await SharedControlPlane.RequireAsync());

        Assert.That((await cluster.GetVersionAsync(default)).Major, Is.EqualTo(1));
        Assert.That(await cluster.FindKindAsync("apps/v1", "Deployment", default), Is.EqualTo(ResourceKind.Deployment));
        Assert.That(await cluster.FindKindAsync("v1", "Node", default), Is.EqualTo(ResourceKind.Node));
        Assert.That(await cluster.FindKindAsync("nothing.example.com/v1", "Node", default), Is.Null);
    }

    [Test]
    public async Task A_token_file_proves_who_one_is()
    {
        var plane = await SharedControlPlane.RequireAsync();
        var kubeconfig = Path.Combine(plane.Directory, "token.kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, $$"""
            clusters: [{ name: c, cluster: { server: "{{plane.Server}}", certificate-authority: "{{plane.CertificateAuthority}}" } }]
            contexts: [{ name: by-token, context: { cluster: c, user: u } }]
            users: [{ name: u, user: { tokenFile: "{{plane.TokenFile}}" } }]
            """);

        Assert.That(await Connector().Connect("by-token", kubeconfig).IsAllowedAsync(new AccessRule("delete", "", "pods", null), default), Is.True);
    }

    [Test]
    public async Task A_killed_server_is_unavailable_to_who_comes_new_and_waited_for_by_who_knows_it()
    {
        await using var plane = await Require.Available(ControlPlane.StartAsync(controllers: false));
        var cluster = Admin(plane);
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await cluster.CreateAsync(ResourceKind.ConfigMap, Thing("default", "first"), false, stop.Token);
        await using var watch = cluster.WatchAsync(ResourceKind.ConfigMap, new ListQuery("default", "made-by=test"), TimeSpan.FromSeconds(60), stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.That(await NextAsync(), Is.EqualTo("Added first"));

        await plane.KillApiServerAsync();
        var clock = Stopwatch.StartNew();
        var failure = (await Assert.ThrowsAsync<MeshException>(() => Admin(plane).GetVersionAsync(stop.Token)))!;
        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.Unavailable));
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)));

        var read = cluster.GetAsync(ResourceKind.ConfigMap, "default", "first", stop.Token);
        var next = NextAsync();
        await plane.StartApiServerAsync();

        Assert.That((await read)!.Name(), Is.EqualTo("first"));
        await Admin(plane).CreateAsync(ResourceKind.ConfigMap, Thing("default", "second"), false, stop.Token);
        Assert.That(await next, Is.EqualTo("Added second"));

        async Task<string> NextAsync() => await watch.MoveNextAsync() ? $"{watch.Current.Type} {watch.Current.Object.Name()}" : "the end";
    }

    private static ICluster Admin(ControlPlane plane) => Connector().Connect("mesh-test", plane.AdminKubeconfig);

    private static ClusterConnector Connector() => new(new NoProcesses(), new RunJournal(TimeProvider.System, new Secrets()), TimeProvider.System);

    private static async Task<string> NamespaceAsync(ICluster cluster)
    {
        var name = $"client-{Guid.NewGuid():n}";
        await cluster.CreateAsync(ResourceKind.Namespace, new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = name } }, false, default);
        return name;
    }

    private static JsonObject Thing(string ns, string name, string value = "v") => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns, ["labels"] = new JsonObject { ["made-by"] = "test" } },
        ["data"] = new JsonObject { ["k"] = value },
    };

    private sealed class NoProcesses : ICommandRunner
    {
        public Task<Core.Processes.CommandResult> RunAsync(Core.Processes.Command command, CancellationToken cancellation) =>
            throw new InvalidOperationException("These users have no plugin");
    }
}
