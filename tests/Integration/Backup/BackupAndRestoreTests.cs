using System.Runtime.Versioning;
using Mesh.Integration.Environment;
using Mesh.Tests.Hosts;

namespace Mesh.Integration.Backup;

/// <summary>Mesh.BackupIstio and Mesh.RestoreIstio as a user runs them, on a real API server whose CRDs are deleted in between.</summary>
[Parallelizable(ParallelScope.Self)]
[UnsupportedOSPlatform("windows")]
public sealed class BackupAndRestoreTests
{
    private const int Terminate = 15;

    [Test]
    public async Task Backup_deletion_of_everything_restore_and_all_objects_are_equal()
    {
        await using var mesh = await MeshOnServer.OpenAsync();
        await mesh.DefineAsync();
        await mesh.FillAsync();
        var before = await mesh.ObjectsAsync();
        Assert.That(before, Has.Count.EqualTo(MeshOnServer.ObjectCount));

        await mesh.SucceedAsync("Mesh.BackupIstio");
        var first = mesh.Newest();
        await mesh.SucceedAsync("Mesh.BackupIstio");
        var second = mesh.Newest();
        Assert.That(second, Is.Not.EqualTo(first));
        Assert.That(MeshOnServer.Files(second), Is.EqualTo(MeshOnServer.Files(first)), "the same state gives the same bytes");

        await mesh.WipeAsync();
        Assert.That(await TryObjectsAsync(mesh), Is.Zero);

        var rehearsal = await DryAsync(mesh, "Mesh.RestoreIstio");
        Assert.That(rehearsal.Output, Does.Contain($"{MeshOnServer.ObjectCount} to create").And.Contain("not evaluated"));

        await mesh.SucceedAsync("Mesh.RestoreIstio");

        Assert.That(await mesh.ObjectsAsync(), Is.EqualTo(before), "object by object");
        var position = mesh.Plane.AuditLog.Position;
        var again = await mesh.RunAsync("Mesh.RestoreIstio", "--from", first);
        Assert.That(again.ExitCode, Is.Zero, again.ToString());
        Assert.That(again.Output, Does.Contain("nothing to change"));
        Assert.That(mesh.Plane.AuditLog.Mutations(position).Where(request => request.User == "mesh-test-admin"), Is.Empty, "unchanged ones are not touched");

        await mesh.SucceedAsync("Mesh.BackupIstio");
        Assert.That(MeshOnServer.Files(mesh.Newest()), Is.EqualTo(MeshOnServer.Files(first)));
    }

    [Test]
    public async Task A_changed_backup_is_refused_and_a_changed_object_comes_back_with_yes_only()
    {
        await using var mesh = await MeshOnServer.OpenAsync();
        await mesh.DefineAsync();
        await mesh.FillAsync();
        var before = await mesh.ObjectsAsync();
        await mesh.SucceedAsync("Mesh.BackupIstio");
        await mesh.Plane.KubectlAsync("patch", "virtualservice", "virtualservice-3", "-n", "beta", "--type=merge", "-p", """{"metadata":{"labels":{"n":"changed","new":"label"},"annotations":{"note":null}},"spec":{"hosts":["other"],"nothing":1,"more":true}}""");
        await mesh.Plane.KubectlAsync("delete", "telemetry", "telemetry-1", "telemetry-2", "-n", "alpha");

        var refused = await mesh.RunAsync("Mesh.RestoreIstio");

        Assert.That(refused.ExitCode, Is.EqualTo(78), refused.ToString());
        Assert.That(refused.LastErrorLine, Does.Contain("virtualservice/virtualservice-3 in beta").And.Contain("--yes"));
        var dry = await DryAsync(mesh, "Mesh.RestoreIstio");
        Assert.That(dry.Output, Does.Contain("update virtualservice/virtualservice-3 in beta").And.Contain("create telemetry/telemetry-1 in alpha"));

        await mesh.SucceedAsync("Mesh.RestoreIstio", "--yes");

        Assert.That(await mesh.ObjectsAsync(), Is.EqualTo(before));

        var file = Path.Combine(mesh.Newest(), "objects", "networking.istio.io", "envoyfilters", "gamma", "envoyfilter-1.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"no\"", "\"on\"", StringComparison.Ordinal));
        var tampered = await mesh.RunAsync("Mesh.RestoreIstio", "--yes");
        Assert.That(tampered.ExitCode, Is.EqualTo(65), tampered.ToString());
        Assert.That(tampered.LastErrorLine, Does.Contain("objects/networking.istio.io/envoyfilters/gamma/envoyfilter-1.json has been changed"));
    }

    [Test]
    public async Task No_folder_is_left_when_a_list_is_forbidden_or_the_run_is_stopped_or_dry()
    {
        await using var mesh = await MeshOnServer.OpenAsync();
        await mesh.DefineAsync();
        await mesh.FillAsync();
        await DryAsync(mesh, "Mesh.BackupIstio");
        Assert.That(Directory.Exists(mesh.Backups), Is.False, "dry");

        await mesh.Plane.KubectlWithInputAsync("""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: { name: nearly-everything }
            rules:
              - { apiGroups: [""], resources: [namespaces, secrets], verbs: [get, list] }
              - { apiGroups: [apiextensions.k8s.io], resources: [customresourcedefinitions], verbs: [list] }
              - { apiGroups: [networking.istio.io, gateway.networking.k8s.io, telemetry.istio.io], resources: ["*"], verbs: [list] }
            """, "apply", "-f", "-");
        await mesh.Plane.KubectlAsync("create", "clusterrolebinding", "nearly-everything", "--clusterrole=nearly-everything", "--user=nobody-rights", "--user=nobody");
        var forbidden = await mesh.RunAsync("Mesh.BackupIstio", "--kubeconfig", mesh.Plane.NobodyKubeconfig, "--kube-context", "mesh-nobody");
        Assert.That(forbidden.ExitCode, Is.EqualTo(77), forbidden.ToString());
        Assert.That(forbidden.LastErrorLine, Does.Contain("list authorizationpolicies.security.istio.io"));
        Assert.That(Directory.Exists(mesh.Backups), Is.False, "forbidden");

        // Helm is asked for values when everything else is written: from then on it hangs.
        File.WriteAllText(Path.Combine(mesh.Folder, "slow"), "");
        using var process = mesh.Start("Mesh.BackupIstio");
        var finish = Bench.FinishAsync(process);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!Directory.Exists(mesh.Backups) || Directory.GetFiles(mesh.Backups, "*.json", SearchOption.AllDirectories).Length < MeshOnServer.ObjectCount)
        {
            await Task.Delay(50, limit.Token);
        }

        ProcessTable.Signal(process.Id, Terminate);
        var stopped = await finish;
        Assert.That(stopped.ExitCode, Is.EqualTo(143), stopped.ToString());
        Assert.That(Directory.Exists(mesh.Backups), Is.False, "stopped in the middle");
    }

    private static async Task<Outcome> DryAsync(MeshOnServer mesh, string target)
    {
        var position = mesh.Plane.AuditLog.Position;
        var outcome = await mesh.RunAsync(target, "--dry-run");
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(mesh.Plane.AuditLog.Mutations(position).Where(request => request.User == "mesh-test-admin"), Has.All.Property(nameof(AuditEvent.DryRun)).True);
        return outcome;
    }

    private static async Task<int> TryObjectsAsync(MeshOnServer mesh)
    {
        var found = 0;
        foreach (var kind in await Core.Kubernetes.ServedKinds.ListAsync(mesh.Cluster, group => group.EndsWith(".istio.io", StringComparison.Ordinal), default))
        {
            await foreach (var _ in mesh.Cluster.ListAsync(kind, new Core.Kubernetes.ListQuery(), default))
            {
                found++;
            }
        }

        return found;
    }
}
