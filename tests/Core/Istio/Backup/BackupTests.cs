using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Tests.Istio.Backup;

/// <summary>A mesh is kept in a folder that is whole or not there.</summary>
public sealed class BackupTests
{
    private readonly BackupStage stage = new();

    [TearDown]
    public void Close() => stage.Dispose();

    [Test]
    public async Task Everything_of_the_mesh_is_in_it_and_nothing_of_others()
    {
        var backup = await stage.BackupAsync();
        Assert.Multiple(() =>
        {
            Assert.That(BackupStage.Files(backup).Keys, Is.EquivalentTo(new[]
            {
                "crds/authorizationpolicies.security.istio.io.json", "crds/gatewayclasses.gateway.networking.k8s.io.json", "crds/gateways.gateway.networking.k8s.io.json", "crds/gateways.networking.istio.io.json",
                "crds/virtualservices.networking.istio.io.json", "namespaces/beta.json", "namespaces/gamma.json", "namespaces/istio-system.json", "objects/gateway.networking.k8s.io/gatewayclasses/istio.json",
                "objects/gateway.networking.k8s.io/gateways/gamma/edge.json", "objects/networking.istio.io/gateways/beta/web.json", "objects/networking.istio.io/virtualservices/beta/web.json",
                "objects/networking.istio.io/virtualservices/gamma/api.json", "objects/security.istio.io/authorizationpolicies/gamma/allow.json",
                "values/edge/ingress.json", "values/istio-system/istio-base.json", "values/istio-system/istiod.json",
            }));
            Assert.That(Path.GetFileName(backup), Does.Match("^[0-9]{8}T[0-9]{6}Z-locust$"));
            Assert.That(stage.Step.Note, Is.EqualTo($"5 CRDs, 6 objects in backup/istio/{Path.GetFileName(backup)}"));
            Assert.That(stage.Heard, Does.Not.Contain("hunter2"));
        });
    }

    [Test]
    public async Task An_object_is_kept_without_what_the_server_adds_its_keys_in_order()
    {
        var backup = await stage.BackupAsync();
        Assert.That(BackupStage.Files(backup)["objects/networking.istio.io/virtualservices/beta/web.json"], Is.EqualTo("""
            {
              "apiVersion": "networking.istio.io/v1",
              "kind": "VirtualService",
              "metadata": {
                "annotations": {
                  "note": "x"
                },
                "name": "web",
                "namespace": "beta"
              },
              "spec": {
                "hosts": [
                  "web"
                ],
                "http": [
                  {
                    "route": [
                      {
                        "destination": {
                          "host": "web"
                        },
                        "weight": 100
                      }
                    ]
                  }
                ]
              }
            }

            """.ReplaceLineEndings("\n")));
        Assert.That(BackupStage.Files(backup)["objects/networking.istio.io/gateways/beta/web.json"], Does.Not.Contain("status"));
    }

    [Test]
    public async Task The_manifest_says_when_of_what_how_many_and_the_hash_of_each_file()
    {
        var backup = await stage.BackupAsync();
        var manifest = BackupStage.Manifest(backup);
        Assert.Multiple(() =>
        {
            Assert.That((string?)manifest["cluster"]!["identity"], Is.EqualTo("id-locust"));
            Assert.That((string?)manifest["time"], Is.EqualTo("2026-11-21T08:00:01Z"));
            Assert.That((int?)manifest["counts"]!["virtualservices.networking.istio.io"], Is.EqualTo(2));
            Assert.That((string?)manifest["releases"]![1]!["chart"], Is.EqualTo("base-1.28.0"));
            foreach (var file in manifest["files"]!.AsArray())
            {
                var bytes = File.ReadAllBytes(Path.Combine(backup, (string)file!["path"]!));
                Assert.That((string?)file["sha256"], Is.EqualTo(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))));
            }
        });
    }

    [Test]
    public async Task Two_backups_of_the_same_state_are_equal_to_the_byte_but_for_the_time()
    {
        var (one, other) = (await stage.BackupAsync(), await stage.BackupAsync());
        Assert.That(one, Is.Not.EqualTo(other));
        Assert.That(BackupStage.Files(one), Is.EqualTo(BackupStage.Files(other)));
        JsonNode first = BackupStage.Manifest(one), second = BackupStage.Manifest(other);
        (first["time"], second["time"]) = (null, null);
        Assert.That(JsonNode.DeepEquals(first, second));
    }

    [Test]
    public async Task A_dry_run_reads_everything_and_writes_nothing([Values(DryRun.Server, DryRun.Client)] DryRun dryRun)
    {
        await stage.BackupAsync(dryRun);
        Assert.Multiple(() =>
        {
            Assert.That(Directory.EnumerateFileSystemEntries(stage.Folder), Is.Empty);
            Assert.That(stage.Journal.Changes.Single().Diff, Does.Contain("+2 virtualservices.networking.istio.io\n"));
            Assert.That(stage.Journal.Changes.Single().Executed, Is.False);
            Assert.That(stage.Step.Note, Does.StartWith("5 CRDs, 6 objects would go to "));
        });
    }

    [Test]
    public void A_user_who_may_not_read_a_kind_gets_77_naming_it_and_no_folder()
    {
        Assert.That(() => stage.BackupAsync(context: "limited"), Fails.With(ExitCode.Forbidden, "list authorizationpolicies.security.istio.io"));
        Assert.That(Directory.EnumerateFileSystemEntries(stage.Folder), Is.Empty);
    }

    [Test]
    public void A_list_that_breaks_half_way_is_named_and_leaves_no_folder()
    {
        stage.Cluster().Giving = (kind, given) =>
        {
            if (kind.Plural == "virtualservices" && given == 1)
            {
                throw new MeshException(ExitCode.TimeLimit, "the list expired", "Try again", new ApiException(410, "Expired", "the list expired"));
            }
        };
        Assert.That(() => stage.BackupAsync(), Fails.With(ExitCode.TimeLimit, "no backup was made: virtualservices.networking.istio.io could not be read whole: the list expired"));
        Assert.That(stage.Codes, Is.EqualTo(new[] { "BAK001" }));
        Assert.That(Directory.EnumerateFileSystemEntries(stage.Folder), Is.Empty);
    }

    [Test]
    public void One_that_is_stopped_leaves_no_folder()
    {
        using var stop = new CancellationTokenSource();
        stage.Cluster().Giving = (kind, _) =>
        {
            if (kind.Plural == "virtualservices")
            {
                stop.Cancel();
            }
        };
        Assert.That(() => stage.BackupAsync(cancellation: stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Directory.EnumerateFileSystemEntries(stage.Folder), Is.Empty);
    }

    [Test]
    public async Task A_backup_is_never_overwritten()
    {
        var backup = await stage.BackupAsync();
        var files = BackupStage.Files(backup);
        Assert.That(() => stage.BackupNowAsync(), Fails.With(ExitCode.CannotCreate, "is there already"));
        Assert.That(BackupStage.Files(backup), Is.EqualTo(files));
        Assert.That(Directory.GetDirectories(stage.Backups), Has.Length.EqualTo(1));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task It_is_for_its_owners_eyes_alone()
    {
        var backup = await stage.BackupAsync();
        Assert.Multiple(() =>
        {
            foreach (var folder in Directory.GetDirectories(backup, "*", SearchOption.AllDirectories).Append(backup))
            {
                Assert.That(Mode(folder), Is.EqualTo("700"), folder);
            }

            foreach (var file in Directory.GetFiles(backup, "*", SearchOption.AllDirectories))
            {
                Assert.That(Mode(file), Is.EqualTo("600"), file);
            }
        });

        static string Mode(string path) => OperatingSystem.IsWindows() ? "" : Convert.ToString((int)File.GetUnixFileMode(path), 8);
    }

    [Test]
    public async Task An_object_on_its_way_out_is_left_out_and_told()
    {
        await stage.PatchAsync("networking.istio.io/v1", "Gateway", "beta", "web", """{"metadata":{"finalizers":["x.example/held"]}}""");
        await stage.Cluster().DeleteAsync((await stage.Cluster().FindKindAsync("networking.istio.io/v1", "Gateway", default))!, "beta", "web", false, default);
        var backup = await stage.BackupAsync();
        Assert.That(BackupStage.Files(backup).Keys, Has.None.Contains("networking.istio.io/gateways/beta"));
        Assert.That(stage.Heard, Does.Contain("not in the backup, since being deleted: gateway/web in beta"));
    }

    [Test]
    public async Task The_longest_name_has_a_file()
    {
        var name = string.Join('.', Enumerable.Repeat(new string('a', 60), 4));
        await stage.CreateAsync($$"""{"apiVersion":"security.istio.io/v1","kind":"AuthorizationPolicy","metadata":{"name":"{{name}}","namespace":"beta"},"spec":{} }""");
        var backup = await stage.BackupAsync();
        await stage.WipeAsync();
        await stage.RestoreAsync();
        Assert.That(await stage.FindAsync("security.istio.io/v1", "AuthorizationPolicy", "beta", name), Is.Not.Null);
        Assert.That(Directory.GetFiles(backup, "*", SearchOption.AllDirectories).Max(file => Path.GetFileName(file).Length), Is.LessThan(255));
    }

    [Test]
    public async Task Without_helm_the_values_are_not_evaluated_where_istioctl_installs_and_an_error_elsewhere()
    {
        stage.HasHelm = false;
        Assert.That(() => stage.BackupAsync(), Fails.With(ExitCode.NoInput, "helm"));
        Assert.That(Directory.EnumerateFileSystemEntries(stage.Folder), Is.Empty);
        stage.Istio = new() { Installer = "istioctl" };
        var backup = await stage.BackupAsync();
        Assert.That(BackupStage.Files(backup).Keys, Has.None.StartsWith("values"));
        Assert.That(stage.Step.Status, Is.EqualTo(StepStatus.NotEvaluated));
    }

    [Test]
    public void A_CRD_that_nobody_serves_is_no_empty_kind()
    {
        using var odd = new BackupStage($"{MeshScenario.Contexts}objects:\n{MeshScenario.Definition("networking.istio.io", "sidecars", "Sidecar", "Namespaced", "v1").Replace("served: true", "served: false", StringComparison.Ordinal)}");
        Assert.That(() => odd.BackupAsync(), Fails.With(ExitCode.Unavailable, "the objects of sidecars.networking.istio.io cannot be read"));
    }
}
