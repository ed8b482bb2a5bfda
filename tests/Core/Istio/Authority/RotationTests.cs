using System.Text;
using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Authority;
using Mesh.Core.Kubernetes;
using Mesh.Core.Tests.Certificates.Judging;

namespace Mesh.Core.Tests.Istio.Authority;

/// <summary>The root of a running mesh is changed in stages, each proven on the proxies.</summary>
public sealed class RotationTests
{
    [Test]
    public async Task It_goes_as_far_as_the_proxies_allow_and_the_next_run_ends_it()
    {
        using var stage = await new MeshStage().RunningAsync();
        Assert.That(() => stage.RotateAsync(), Fails.With(ExitCode.TimeLimit, "2 of 2 proxies still have a certificate of the other CA, the last until 2026-11-22 08:00:00Z"));
        Assert.That(await stage.StandAsync(), Is.EqualTo("new: old new"));
        Assert.That(await stage.Mesh.SecretAsync(LiveState.KeptName), Is.EqualTo(stage.Old.Files));

        stage.Mesh.Renew();
        await stage.RotateAsync();
        Assert.That(await stage.Mesh.SecretAsync("cacerts"), Is.EqualTo(stage.New.Files));
        Assert.That(await stage.Mesh.SecretAsync(LiveState.KeptName), Is.Null);
        Assert.Multiple(() =>
        {
            Assert.That(stage.Note, Does.StartWith("the rotation is over"));
            Assert.That(stage.Mesh.Writes.Count(text => text == "patch deployment/istiod"), Is.EqualTo(3), "istiod is restarted in each stage");
            Assert.That(stage.Heard, ApplyTests.NoKey(stage.Old)); Assert.That(stage.Heard, ApplyTests.NoKey(stage.New));
        });

        await stage.RotateAsync();
        Assert.That(stage.Note, Is.EqualTo("nothing to change"));
    }

    [Test]
    public async Task From_a_CA_that_istiod_made_itself_it_goes_the_same_way()
    {
        using var stage = await new MeshStage().SelfSignedAsync();
        Assert.That(() => stage.RotateAsync(), Fails.With(ExitCode.TimeLimit, "still have a certificate of the other CA"));
        Assert.That(await stage.StandAsync(), Is.EqualTo("new: old new"));
        stage.Mesh.Renew();
        await stage.RotateAsync();
        Assert.That(await stage.StandAsync(), Is.EqualTo("new: new"));
    }

    [Test]
    public async Task A_run_that_is_cut_off_before_or_after_any_write_is_taken_up_by_the_next([Range(0, 10)] int cut, [Values] bool arrived)
    {
        using var stage = await new MeshStage().RunningAsync();
        var count = 0;
        stage.Mesh.Before = _ => !arrived && count++ == cut ? throw new OperationCanceledException() : Task.CompletedTask;
        stage.Mesh.After = _ =>
        {
            if (arrived && count++ == cut)
            {
                throw new OperationCanceledException();
            }
        };
        var stopped = 0;
        for (var run = 0; run < 5; run++)
        {
            try
            {
                await stage.RotateAsync();
                break;
            }
            catch (OperationCanceledException)
            {
                stopped++;
            }
            catch (MeshException late) when (late.ExitCode == ExitCode.TimeLimit)
            {
                stage.Mesh.Renew();
            }
        }

        Assert.That(stopped, Is.EqualTo(1));
        Assert.That(await stage.Mesh.SecretAsync("cacerts"), Is.EqualTo(stage.New.Files));
        Assert.That(await stage.Mesh.SecretAsync(LiveState.KeptName), Is.Null);
    }

    [Test]
    public async Task No_proxy_is_cut_off_by_the_next_stage_while_one_does_not_trust_both()
    {
        using var stage = await new MeshStage().RunningAsync();
        var stale = stage.Mesh.Dump();
        stage.Mesh.Proxy = pod => pod.StartsWith("web", StringComparison.Ordinal) ? new(0, stale, "") : null;
        Assert.That(() => stage.RotateAsync(), Fails.With(ExitCode.TimeLimit, "2 do not trust both roots after 1m0s: pod/web-"));
        Assert.That(await stage.StandAsync(), Is.EqualTo("old: old new"));
        stage.Mesh.Proxy = _ => null;
        Assert.That(() => stage.RotateAsync(), Fails.With(ExitCode.TimeLimit, "still have a certificate of the other CA"));
        Assert.That(await stage.StandAsync(), Is.EqualTo("new: old new"));
    }

    [Test]
    public async Task The_old_root_is_not_dropped_while_a_proxy_cannot_be_asked_unless_yes_is_said()
    {
        using var stage = await new MeshStage().RunningAsync();
        Assert.That(() => stage.RotateAsync(), Fails.With(ExitCode.TimeLimit, "other CA"));
        stage.Mesh.Renew();
        stage.Mesh.Proxy = _ => new(126, "", "no such program");
        Assert.That(() => stage.RotateAsync(), Fails.With(ExitCode.FindingsFound, "2 proxies could not be asked").And.Message.Contains("--yes"));
        Assert.That(await stage.StandAsync(), Is.EqualTo("new: old new"));
        Assert.That(stage.Heard, Does.Contain("not evaluated: pod/web-").And.Contain("pilot-agent ended with 126: no such program"));

        await stage.RotateAsync(yes: true);
        Assert.That(await stage.StandAsync(), Is.EqualTo("new: new"));
        Assert.That(stage.Codes, Is.EqualTo(["CA075"]));
    }

    [Test]
    public async Task A_dry_run_shows_the_stage_that_would_come_asks_the_proxies_and_changes_nothing()
    {
        using var stage = await new MeshStage().RunningAsync();
        await stage.RotateAsync(dryRun: DryRun.Server);
        Assert.Multiple(() =>
        {
            Assert.That(stage.Mesh.Writes, Is.Empty);
            Assert.That(stage.Mesh.Execs, Is.EqualTo(2));
            Assert.That(stage.Note, Is.EqualTo("stage trust-both would come next"));
            Assert.That(stage.Journal.Changes.Select(change => change.Subject), Does.Contain($"secret/{LiveState.KeptName} in istio-system"));
            Assert.That(stage.Heard, Does.Contain("both roots are not trusted yet"));
        });
    }

    [Test]
    public async Task A_dry_run_in_the_middle_shows_the_last_stage_and_that_it_would_wait()
    {
        using var stage = await new MeshStage().RunningAsync();
        Assert.That(() => stage.RotateAsync(), Fails.With(ExitCode.TimeLimit, "other CA"));
        var before = stage.Mesh.Writes.Count;
        await stage.RotateAsync(dryRun: DryRun.Server);
        Assert.That(stage.Mesh.Writes, Has.Count.EqualTo(before));
        Assert.That(stage.Note, Is.EqualTo("stage drop-old would come next"));
        Assert.That(stage.Heard, Does.Contain("2 are not ready: pod/web-"));
    }

    [Test]
    public async Task While_it_is_under_way_nothing_else_is_applied()
    {
        using var stage = await new MeshStage().RunningAsync();
        Assert.That(() => stage.RotateAsync(), Fails.With(ExitCode.TimeLimit, "other CA"));
        Assert.That(() => stage.ApplyAsync(stage.New), Fails.With(ExitCode.FindingsFound, "in the middle of a rotation"));
        Assert.That(() => stage.ApplyAsync(TestBundle.Make(), new() { Rotate = true }), Fails.With(ExitCode.FindingsFound, "the rotation leads to the CA with SHA-256"));
        Assert.That(stage.Codes, Is.EqualTo(["CA073"]));
        Assert.That(await stage.StandAsync(), Is.EqualTo("new: old new"));
    }

    [Test]
    public async Task A_secret_that_someone_changed_in_the_middle_is_not_taken_for_a_stage()
    {
        using var stage = await new MeshStage().RunningAsync();
        Assert.That(() => stage.RotateAsync(), Fails.With(ExitCode.TimeLimit, "other CA"));
        await stage.Mesh.DeleteAsync(ResourceKind.Secret, LiveMesh.Ns, "cacerts", false, default);
        await stage.Mesh.PutAsync("cacerts", TestBundle.Make().Files);
        Assert.That(() => stage.RotateAsync(), Fails.With(ExitCode.FindingsFound, "of no stage of the rotation"));
    }

    [Test]
    public async Task From_the_first_stage_it_goes_straight_back()
    {
        using var stage = await new MeshStage().RunningAsync();
        var stale = stage.Mesh.Dump();
        stage.Mesh.Proxy = _ => new(0, stale, "");
        Assert.That(() => stage.RotateAsync(), Fails.With(ExitCode.TimeLimit, "do not trust both roots"));
        await stage.RevertAsync();
        Assert.That(await stage.Mesh.SecretAsync("cacerts"), Is.EqualTo(stage.Old.Files));
        Assert.That(await stage.Mesh.SecretAsync(LiveState.KeptName), Is.Null);
        Assert.That(stage.Note, Is.EqualTo("the CA from before the rotation is back"));
    }

    [Test]
    public async Task From_the_second_stage_it_goes_back_over_both_roots_so_that_nobody_is_cut_off()
    {
        using var stage = await new MeshStage().RunningAsync();
        Assert.That(() => stage.RotateAsync(), Fails.With(ExitCode.TimeLimit, "other CA"));
        stage.Mesh.Renew();
        Assert.That(() => stage.RevertAsync(), Fails.With(ExitCode.TimeLimit, "still have a certificate of the other CA"));
        Assert.That(await stage.StandAsync(), Is.EqualTo("old: old new"));
        stage.Mesh.Renew();
        await stage.RevertAsync();
        Assert.That(await stage.Mesh.SecretAsync("cacerts"), Is.EqualTo(stage.Old.Files));
    }

    [Test]
    public async Task After_the_end_and_without_a_rotation_there_is_nothing_to_go_back_to()
    {
        using var stage = await new MeshStage().RunningAsync();
        Assert.That(() => stage.RevertAsync(), Fails.With(ExitCode.FindingsFound, "no rotation is under way"));
        Assert.That(stage.Codes, Is.EqualTo(["CA076"]));
        Assert.That(() => stage.RotateAsync(), Fails.With(ExitCode.TimeLimit, "other CA"));
        stage.Mesh.Renew();
        stage.Mesh.Before = text => text == $"delete secret/{LiveState.KeptName}" ? throw new OperationCanceledException() : Task.CompletedTask;
        Assert.That(() => stage.RotateAsync(), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => stage.RevertAsync(), Fails.With(ExitCode.FindingsFound, "the last stage is written"));
        Assert.That(await stage.StandAsync(), Is.EqualTo("new: new"));
    }

    [Test]
    public async Task An_old_CA_that_has_expired_cannot_be_rotated_from()
    {
        using var stage = new MeshStage();
        var expired = TestBundle.Make(signing: plan => plan.NotAfter = TestAuthority.Now.AddHours(-1));
        await stage.Mesh.PutAsync("cacerts", expired.Files);
        await stage.Mesh.StartIstiodAsync();
        Assert.That(() => stage.RotateAsync(), Fails.With(ExitCode.FindingsFound, "stage trust-both would not work: CA018"));
        Assert.That(stage.Mesh.Writes, Is.Empty);
    }

    [Test]
    public async Task A_kept_secret_that_is_no_CA_is_malformed()
    {
        using var stage = await new MeshStage().RunningAsync();
        await stage.Mesh.PutAsync(LiveState.KeptName, new Dictionary<string, byte[]> { ["ca-cert.pem"] = Encoding.ASCII.GetBytes("nonsense") });
        Assert.That(() => stage.RotateAsync(), Fails.With(ExitCode.MalformedInput, "does not hold the four files"));
        Assert.That(() => stage.RevertAsync(), Fails.With(ExitCode.MalformedInput, "does not hold the four files"));
    }

    [Test]
    public async Task The_rights_to_look_at_the_whole_mesh_are_asked_for_first()
    {
        using var stage = new MeshStage(MeshStage.WithIstiod.Replace("{ name: locust }", "{ name: locust, denied: [{ verb: delete, resource: secrets }] }", StringComparison.Ordinal));
        await stage.RunningAsync();
        Assert.That(() => stage.RotateAsync(), Fails.With(ExitCode.Forbidden, "delete secrets in istio-system"));
        Assert.That(stage.Mesh.Writes, Is.Empty);
    }

    [Test]
    public async Task A_root_that_no_secret_has_the_CA_of_cannot_be_rotated_from()
    {
        using var stage = await new MeshStage().RunningAsync();
        await stage.Mesh.DeleteAsync(ResourceKind.Secret, LiveMesh.Ns, "cacerts", false, default);
        Assert.That(() => stage.RotateAsync(), Fails.With(ExitCode.FindingsFound, "no secret holds a CA"));
        Assert.That(stage.Codes, Is.EqualTo(["CA077"]));
    }
}
