using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Tests.Istio.Backup;

/// <summary>What was kept comes back as it was, or nothing of it is written.</summary>
public sealed class RestoreTests
{
    private const string Istio = "networking.istio.io/v1";

    private readonly BackupStage stage = new();

    [TearDown]
    public void Close() => stage.Dispose();

    [Test]
    public async Task After_everything_was_deleted_a_restore_brings_back_the_same_bytes()
    {
        var before = await stage.BackupAsync();
        await stage.WipeAsync();
        Assert.That(await stage.FindAsync(Istio, "VirtualService", "beta", "web"), Is.Null);

        await stage.RestoreAsync();

        Assert.That(stage.Step.Note, Is.EqualTo($"11 created, 0 changed from backup/istio/{Path.GetFileName(before)}"));
        Assert.That(BackupStage.Files(await stage.BackupAsync()), Is.EqualTo(BackupStage.Files(before)));
        Assert.That(stage.Heard, Does.Contain("proven: all 6 objects read again"));
    }

    [Test]
    public async Task A_second_restore_writes_nothing()
    {
        await stage.BackupAsync();
        await stage.WipeAsync();
        await stage.RestoreAsync();
        stage.Cluster().Writes.Clear();

        await stage.RestoreAsync();

        Assert.That(stage.Cluster().Writes, Is.Empty);
        Assert.That(stage.Step.Note, Does.StartWith("nothing to change"));
    }

    [Test]
    public async Task One_that_was_cut_off_goes_on_where_it_stopped()
    {
        var before = await stage.BackupAsync();
        await stage.WipeAsync();
        stage.Cluster().Writing = (what, _, dryRun) =>
        {
            if (!dryRun && what == "create virtualservice/web")
            {
                throw new OperationCanceledException();
            }
        };
        Assert.That(() => stage.RestoreAsync(), Throws.InstanceOf<OperationCanceledException>());
        stage.Cluster().Writing = (_, _, _) => { };
        var done = stage.Cluster().Writes.ToList();
        stage.Cluster().Writes.Clear();

        await stage.RestoreAsync();

        Assert.That(done, Is.Not.Empty);
        Assert.That(stage.Cluster().Writes, Has.None.AnyOf([.. done]));
        Assert.That(BackupStage.Files(await stage.BackupAsync()), Is.EqualTo(BackupStage.Files(before)));
    }

    [Test]
    public async Task What_is_there_and_differs_is_changed_with_yes_only_and_then_equal()
    {
        var before = await stage.BackupAsync();
        await stage.PatchAsync(Istio, "VirtualService", "beta", "web", """{"metadata":{"annotations":{"note":null,"kubectl.kubernetes.io/restarted":"a"},"labels":{"x":"y"}},"spec":{"hosts":["other"],"more":{"a":1}}}""");
        await stage.PatchAsync(Istio, "VirtualService", "gamma", "api", """{"spec":{"odd":7}}""");

        Assert.That(() => stage.RestoreAsync(), Fails.With(ExitCode.Configuration, "2 objects are there and differ: virtualservice/web in beta, virtualservice/api in gamma"));
        Assert.That(stage.Cluster().Writes, Is.Empty);

        await stage.RestoreAsync(yes: true);

        Assert.That(stage.Cluster().Writes, Is.EquivalentTo(new[] { "patch virtualservice/web", "patch virtualservice/api" }));
        Assert.That(BackupStage.Files(await stage.BackupAsync()), Is.EqualTo(BackupStage.Files(before)));
        Assert.That(await stage.FindAsync(Istio, "VirtualService", "beta", "web"), Has.Property("Count").GreaterThan(0));
    }

    [Test]
    public async Task What_kubectl_left_in_an_object_stays()
    {
        await stage.BackupAsync();
        await stage.PatchAsync(Istio, "VirtualService", "beta", "web", """{"spec":{"hosts":["other"]}}""");
        await stage.RestoreAsync(yes: true);
        Assert.That((string?)(await stage.FindAsync(Istio, "VirtualService", "beta", "web"))!["metadata"]!["annotations"]!["kubectl.kubernetes.io/last-applied-configuration"], Is.EqualTo("{}"));
    }

    [Test]
    public async Task What_the_backup_does_not_hold_is_listed_and_left()
    {
        await stage.BackupAsync();
        await stage.CreateAsync("""{"apiVersion":"networking.istio.io/v1","kind":"Gateway","metadata":{"name":"later","namespace":"beta"},"spec":{}}""");
        await stage.RestoreAsync();
        Assert.That(stage.Journal.Findings.Single(finding => finding.Code == "BAK006").Evidence, Is.EqualTo("gateway/later in beta"));
        Assert.That(await stage.FindAsync(Istio, "Gateway", "beta", "later"), Is.Not.Null);
    }

    [Test]
    public async Task A_namespace_that_is_gone_comes_back_with_its_labels()
    {
        await stage.BackupAsync();
        await stage.Cluster().DeleteAsync(ResourceKind.Namespace, null, "beta", false, default);
        Assert.That(await stage.FindAsync("v1", "Namespace", null, "beta"), Is.Null);

        await stage.RestoreAsync();

        Assert.That((string?)(await stage.FindAsync("v1", "Namespace", null, "beta"))!["metadata"]!["labels"]!["istio-injection"], Is.EqualTo("enabled"));
        Assert.That(await stage.FindAsync(Istio, "Gateway", "beta", "web"), Is.Not.Null);
    }

    [Test]
    public async Task Every_refusal_is_told_at_once_and_no_object_is_written()
    {
        await stage.BackupAsync();
        await stage.WipeAsync();
        stage.Cluster().Writing = (what, _, _) =>
        {
            if (what.StartsWith("create virtualservice/", StringComparison.Ordinal))
            {
                throw new MeshException(ExitCode.Refused, $"the server refused to {what} (400 BadRequest): no such host", "Mend it", new ApiException(400, "BadRequest", "no such host"));
            }
        };
        Assert.That(() => stage.RestoreAsync(), Fails.With(ExitCode.Refused, "2 of 6 objects would be refused, so none was written; the first is virtualservice/api in gamma"));
        Assert.Multiple(() =>
        {
            Assert.That(stage.Journal.Findings.Where(finding => finding.Code == "BAK004").Select(finding => (finding.Subject, finding.Evidence)),
                Is.EqualTo(new[] { ("virtualservice/api in gamma", "no such host"), ("virtualservice/web in beta", "no such host") }));
            Assert.That(stage.Cluster().Writes, Is.All.StartsWith("create customresourcedefinition/"));
        });
    }

    [Test]
    public async Task An_object_that_is_changed_on_its_way_in_is_found_when_it_is_read_again()
    {
        await stage.BackupAsync();
        await stage.WipeAsync();
        stage.Cluster().Writing = (what, body, _) =>
        {
            if (what == "create authorizationpolicy/allow")
            {
                body!["spec"]!["action"] = "DENY";
            }
        };
        Assert.That(() => stage.RestoreAsync(), Fails.With(ExitCode.FindingsFound, "1 objects were written and are not as in"));
        Assert.That(stage.Codes, Does.Contain("BAK005"));
    }

    [Test]
    public async Task A_dry_run_writes_nothing_asks_about_what_it_can_and_says_what_it_cannot([Values(DryRun.Server, DryRun.Client)] DryRun dryRun)
    {
        await stage.BackupAsync();
        await stage.WipeAsync();
        var asked = 0;
        stage.Cluster().Writing = (_, _, dry) => Interlocked.Add(ref asked, dry ? 1 : 0);

        await stage.RestoreAsync(dryRun: dryRun);

        Assert.Multiple(() =>
        {
            Assert.That(stage.Cluster().Writes, Is.Empty);
            Assert.That(stage.Journal.Changes, Has.Count.EqualTo(11).And.All.Property("Executed").False);
            Assert.That(asked, Is.EqualTo(dryRun == DryRun.Server ? 5 : 0));
            Assert.That(stage.Step.Status, Is.EqualTo(StepStatus.NotEvaluated));
            Assert.That(stage.Step.Note, Does.Contain("the server does not serve networking.istio.io/v1 VirtualService yet"));
        });
    }

    [Test]
    public async Task A_backup_of_another_cluster_needs_yes()
    {
        var backup = await stage.BackupAsync(context: "quail");
        Assert.That(() => stage.RestoreAsync(), Fails.With(ExitCode.NoInput, $"there is no backup of this cluster in backup/istio; those of others are {Path.GetFileName(backup)}"));
        await stage.WipeAsync();
        Assert.That(() => stage.RestoreAsync(backup), Fails.With(ExitCode.Configuration, "the backup is of another cluster, quail"));
        Assert.That(stage.Codes, Does.Contain("BAK003"));
        Assert.That(stage.Cluster().Writes, Is.Empty);
        await stage.RestoreAsync(backup, yes: true);
        Assert.That(await stage.FindAsync(Istio, "Gateway", "beta", "web"), Is.Not.Null);
    }

    [Test]
    public async Task The_newest_of_this_cluster_is_meant_where_none_is_named()
    {
        await stage.BackupAsync();
        await stage.PatchAsync(Istio, "VirtualService", "beta", "web", """{"spec":{"hosts":["newer"]}}""");
        await stage.BackupAsync();
        await stage.BackupAsync(context: "quail");
        Directory.CreateDirectory(Path.Combine(stage.Backups, ".mesh-left-over"));
        await stage.WipeAsync();
        await stage.RestoreAsync();
        Assert.That((string?)(await stage.FindAsync(Istio, "VirtualService", "beta", "web"))!["spec"]!["hosts"]![0], Is.EqualTo("newer"));
    }

    [Test]
    public void Where_there_is_none_that_is_said() => Assert.Multiple(() =>
    {
        Assert.That(() => stage.RestoreAsync(), Fails.With(ExitCode.NoInput, "there is no backup in backup/istio"));
        Assert.That(() => stage.RestoreAsync("elsewhere"), Fails.With(ExitCode.NoInput, "elsewhere is not there"));
        Assert.That(() => stage.RestoreAsync("."), Fails.With(ExitCode.NoInput, ". holds no manifest.json"));
    });

    [TestCase("changed", "objects/networking.istio.io/virtualservices/beta/web.json has been changed")]
    [TestCase("missing", "objects/networking.istio.io/virtualservices/beta/web.json is missing")]
    [TestCase("surplus", "objects/more.json is not listed in the manifest")]
    [TestCase("counts", "manifest.json does not list the files that it counts")]
    [TestCase("cut", "manifest.json is no manifest of a backup")]
    [TestCase("schema", "manifest.json is of schema 2")]
    [TestCase("path", "../elsewhere.json is no path within the backup")]
    [TestCase("foreign", "is not the object that the manifest lists it as")]
    [TestCase("disguised", "is not the object that the manifest lists it as")]
    public async Task One_that_has_been_changed_is_refused_naming_the_file_and_nothing_is_written(string how, string said)
    {
        var backup = await stage.BackupAsync();
        await stage.WipeAsync();
        Damage(backup, how);
        Assert.That(() => stage.RestoreAsync(), Fails.With(ExitCode.MalformedInput, said));
        Assert.That(stage.Cluster().Writes, Is.Empty);
    }

    private static void Damage(string backup, string how)
    {
        var (web, manifest) = (Path.Combine(backup, "objects/networking.istio.io/virtualservices/beta/web.json"), Path.Combine(backup, "manifest.json"));
        switch (how)
        {
            case "changed":
                File.AppendAllText(web, " ");
                break;
            case "missing":
                File.Delete(web);
                break;
            case "surplus":
                File.WriteAllText(Path.Combine(backup, "objects/more.json"), "{}");
                break;
            case "counts":
                Edit(root => ((JsonArray)root["files"]!).RemoveAt(0));
                break;
            case "cut":
                File.WriteAllText(manifest, File.ReadAllText(manifest)[..^100]);
                break;
            case "schema":
                Edit(root => root["schema"] = 2);
                break;
            case "path":
                Edit(root => Listed(root)["path"] = "../elsewhere.json");
                break;
            case "foreign":
                Rewrite("""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"web"},"roleRef":{"name":"cluster-admin"}}""", "clusterrolebindings.rbac.authorization.k8s.io", "rbac.authorization.k8s.io/v1", "ClusterRoleBinding");
                break;
            default:
                Rewrite("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"beta"}}""", "virtualservices.networking.istio.io", "networking.istio.io/v1", "VirtualService");
                break;
        }

        void Edit(Action<JsonNode> edit)
        {
            var root = BackupStage.Manifest(backup);
            edit(root);
            File.WriteAllText(manifest, root.ToJsonString());
        }

        JsonNode Listed(JsonNode root) => ((JsonArray)root["files"]!).First(file => ((string)file!["path"]!).EndsWith("beta/web.json", StringComparison.Ordinal) && ((string)file["path"]!).Contains("virtualservices", StringComparison.Ordinal))!;

        void Rewrite(string body, string kind, string apiVersion, string name)
        {
            File.WriteAllText(web, body);
            Edit(root =>
            {
                var listed = Listed(root);
                (listed["kind"], listed["apiVersion"], listed["kindName"]) = (kind, apiVersion, name);
                listed["sha256"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(web)));
                if (kind.StartsWith("cluster", StringComparison.Ordinal))
                {
                    listed["namespace"] = null;
                    root["counts"] = new JsonObject(((JsonArray)root["files"]!).CountBy(file => (string)file!["kind"]!).OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value)));
                }
            });
        }
    }
}
