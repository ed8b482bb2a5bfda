using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Authority;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Core.Tests.Certificates.Judging;

namespace Mesh.Core.Tests.Istio.Authority;

/// <summary>A CA is given to a cluster whose root stays as it is.</summary>
public sealed class ApplyTests
{
    [Test]
    public async Task Where_nothing_is_the_namespace_and_the_four_files_are_made_byte_for_byte_and_no_restart_is_claimed()
    {
        using var stage = new MeshStage(MeshStage.WithoutIstiod);
        await stage.ApplyAsync(stage.New);
        Assert.That(await stage.Mesh.SecretAsync("cacerts"), Is.EqualTo(stage.New.Files));
        Assert.Multiple(() =>
        {
            Assert.That(stage.Mesh.Writes, Is.EqualTo(["create namespace/istio-system", "create secret/cacerts"]));
            Assert.That(stage.Note, Is.EqualTo("secret/cacerts in istio-system written; there is no istiod in istio-system yet to restart"));
        });
    }

    [Test]
    public async Task A_second_run_changes_nothing_and_says_so([Values] DryRun dryRun)
    {
        using var stage = await new MeshStage().RunningAsync();
        await stage.ApplyAsync(stage.Old, dryRun: dryRun);
        Assert.Multiple(() =>
        {
            Assert.That(stage.Mesh.Writes.Concat(stage.Mesh.Questions), Is.Empty);
            Assert.That(stage.Journal.Changes, Is.Empty);
            Assert.That(stage.Note, Is.EqualTo("nothing to change"));
            Assert.That(stage.Heard, Does.Contain("proven: pod/istiod").And.Contain("Use plugged-in cert at"));
        });
    }

    [Test]
    public async Task A_new_intermediate_of_the_same_root_is_written_istiod_restarted_and_proven_and_what_is_others_stays()
    {
        using var stage = await new MeshStage().RunningAsync();
        await stage.ApplyAsync(Renewed(stage.Old));
        var secret = await stage.Mesh.GetAsync(ResourceKind.Secret, LiveMesh.Ns, "cacerts", default);
        Assert.That(await stage.Mesh.SecretAsync("cacerts"), Is.EqualTo(Renewed(stage.Old, again: true).Files));
        Assert.Multiple(() =>
        {
            Assert.That(stage.Mesh.Writes, Is.EqualTo(["patch secret/cacerts", "patch deployment/istiod", "patch secret/cacerts"]));
            Assert.That(secret!.Labels(), Does.ContainKey("team"));
            Assert.That(secret!.Annotations(), Is.Empty, "the note about the restart is gone");
            Assert.That(stage.Note, Is.EqualTo("secret/cacerts in istio-system written, 1 istiod restarted"));
        });
    }

    [Test]
    public async Task The_diff_shows_fingerprints_and_nothing_that_is_said_holds_a_key()
    {
        using var stage = await new MeshStage().RunningAsync();
        var renewed = Renewed(stage.Old);
        await stage.ApplyAsync(renewed);
        await stage.ApplyAsync(stage.Old);
        var diff = stage.Journal.Changes[0].Diff;
        Assert.Multiple(() =>
        {
            Assert.That(diff, Does.Contain("-  O=Istio, CN=Second CA").And.Contain("+  O=Istio, CN=Intermediate CA").And.Contain(Fingerprint(stage.Old.Signing)).And.Not.Contain("BEGIN"));
            Assert.That(stage.Heard, NoKey(stage.Old)); Assert.That(stage.Heard, NoKey(renewed));
        });
    }

    [Test]
    public async Task A_broken_folder_is_never_written_and_all_its_findings_are_told([Values] DryRun dryRun)
    {
        using var stage = await new MeshStage().RunningAsync();
        var broken = Renewed(stage.Old).With("ca-key.pem", stage.New.Signing.KeyPem);
        Assert.That(() => stage.ApplyAsync(broken, dryRun: dryRun), Fails.With(ExitCode.FindingsFound, "is not applied: 1 finding, the first CA006"));
        Assert.That(stage.Mesh.Writes.Concat(stage.Mesh.Questions), Is.Empty);
        Assert.That(stage.Heard, NoKey(stage.New));
    }

    [Test]
    public async Task With_fail_on_warning_a_warning_keeps_the_CA_from_being_applied()
    {
        using var stage = await new MeshStage().RunningAsync();
        var reversed = Renewed(stage.Old);
        reversed.With("cert-chain.pem", stage.Old.Root.Pem + reversed.Signing.Pem);
        Assert.That(() => stage.ApplyAsync(reversed, new() { FailOn = Severity.Warning }), Fails.With(ExitCode.FindingsFound, "CA015"));
        Assert.That(stage.Mesh.Writes, Is.Empty);
    }

    [Test]
    public async Task Another_root_under_a_running_mesh_is_refused_and_the_stages_are_named()
    {
        using var stage = await new MeshStage().RunningAsync();
        Assert.That(() => stage.ApplyAsync(stage.New), Fails.With(ExitCode.FindingsFound, "--rotate"));
        Assert.That(stage.Codes, Is.EqualTo(["CA072"]));
        Assert.That(stage.Mesh.Writes, Is.Empty);
    }

    [Test]
    public async Task So_is_the_first_CA_of_ours_where_istiod_made_its_own()
    {
        using var stage = await new MeshStage().SelfSignedAsync();
        Assert.That(() => stage.ApplyAsync(stage.New), Fails.With(ExitCode.FindingsFound, "the mesh trusts"));
        Assert.That(stage.Codes, Is.EqualTo(["CA072"]));
    }

    [TestCase("tls.crt")]
    [TestCase("istio-generated")]
    [TestCase("ca-crl.pem")]
    public async Task A_secret_that_istiod_would_read_otherwise_is_refused(string key)
    {
        using var stage = new MeshStage();
        await stage.Mesh.PutAsync("cacerts", new Dictionary<string, byte[]>(stage.Old.Files) { [key] = Encoding.ASCII.GetBytes(stage.Old.Signing.Pem) });
        Assert.That(() => stage.ApplyAsync(Renewed(stage.Old)), Fails.With(ExitCode.FindingsFound, $"holds {key}"));
        Assert.That(stage.Codes, Is.EqualTo(["CA070"]));
        Assert.That(stage.Mesh.Writes, Is.Empty);
    }

    [Test]
    public async Task A_key_that_nobody_reads_is_kept_with_a_warning()
    {
        using var stage = new MeshStage();
        await stage.Mesh.PutAsync("cacerts", new Dictionary<string, byte[]>(stage.Old.Files) { ["notes.txt"] = [1, 2] });
        await stage.Mesh.StartIstiodAsync();
        await stage.ApplyAsync(Renewed(stage.Old));
        Assert.That(stage.Codes, Is.EqualTo(["CA071"]));
        Assert.That((await stage.Mesh.SecretAsync("cacerts"))!["notes.txt"], Is.EqualTo(new byte[] { 1, 2 }));
    }

    [Test]
    public async Task Someone_elses_change_in_between_is_a_conflict_and_stays()
    {
        using var stage = await new MeshStage().RunningAsync();
        stage.Mesh.Before = text => text == "patch secret/cacerts" ? InBetween() : Task.CompletedTask;
        Assert.That(() => stage.ApplyAsync(Renewed(stage.Old)), Fails.With(ExitCode.Refused, "cacerts"));
        Assert.That((await stage.Mesh.SecretAsync("cacerts"))!["root-cert.pem"], Is.EqualTo(new byte[] { 9 }));

        Task InBetween()
        {
            stage.Mesh.Before = _ => Task.CompletedTask;
            return stage.Mesh.PatchAsync(ResourceKind.Secret, LiveMesh.Ns, "cacerts", PatchType.Merge, new JsonObject { ["data"] = new JsonObject { ["root-cert.pem"] = "CQ==" } }, false, default);
        }
    }

    [Test]
    public async Task Someone_elses_secret_made_in_between_is_a_conflict_too()
    {
        using var stage = new MeshStage();
        stage.Mesh.Before = text => text == "create secret/cacerts" ? stage.Mesh.PutAsync("cacerts", stage.Old.Files) : Task.CompletedTask;
        Assert.That(() => stage.ApplyAsync(stage.New), Fails.With(ExitCode.Refused, "cacerts"));
        Assert.That(await stage.Mesh.SecretAsync("cacerts"), Is.EqualTo(stage.Old.Files));
    }

    [Test]
    public async Task A_run_that_was_stopped_before_the_restart_is_taken_up_by_the_next()
    {
        using var stage = await new MeshStage().RunningAsync();
        var renewed = Renewed(stage.Old);
        stage.Mesh.Before = text => text == "patch deployment/istiod" ? throw new OperationCanceledException() : Task.CompletedTask;
        Assert.That(() => stage.ApplyAsync(renewed), Throws.InstanceOf<OperationCanceledException>());
        stage.Mesh.Before = _ => Task.CompletedTask;
        await stage.ApplyAsync(renewed);
        Assert.Multiple(() =>
        {
            Assert.That(stage.Mesh.Writes, Is.EqualTo(["patch secret/cacerts", "patch deployment/istiod", "patch secret/cacerts"]));
            Assert.That(stage.Heard, Does.Contain("an earlier run was stopped before istiod was restarted"));
        });
    }

    [Test]
    public async Task An_istiod_that_goes_on_with_another_CA_is_an_error()
    {
        using var stage = await new MeshStage().SelfSignedAsync();
        var own = Own(stage);
        stage.Mesh.Obeys = false;
        Assert.That(() => stage.ApplyAsync(own), Fails.With(ExitCode.FindingsFound, "does not use the CA: pod/istiod"));
        Assert.That(stage.Codes, Is.EqualTo(["CA074"]));
    }

    [Test]
    public async Task Where_nobody_says_which_CA_is_in_use_it_is_not_evaluated()
    {
        using var stage = await new MeshStage().RunningAsync();
        stage.Mesh.Speaks = false;
        await stage.ApplyAsync(Renewed(stage.Old));
        stage.Journal.EndStep(StepStatus.Executed);
        Assert.That(stage.Journal.Steps[^1].Status, Is.EqualTo(StepStatus.NotEvaluated));
        Assert.That(stage.Heard, Does.Contain("not evaluated: the log of pod/istiod").And.Contain("not evaluated: there is no ConfigMap istio-ca-root-cert"));
    }

    [TestCase(DryRun.Server, 2)]
    [TestCase(DryRun.Client, 0)]
    public async Task A_dry_run_shows_both_changes_and_makes_none(DryRun dryRun, int questions)
    {
        using var stage = await new MeshStage().RunningAsync();
        await stage.ApplyAsync(Renewed(stage.Old), dryRun: dryRun);
        Assert.Multiple(() =>
        {
            Assert.That(stage.Mesh.Writes, Is.Empty);
            Assert.That(stage.Mesh.Questions, Has.Count.EqualTo(questions));
            Assert.That(stage.Journal.Changes.Select(change => change.Action), Is.EqualTo(["update", "restart", "settle"]));
            Assert.That(stage.Note, Is.EqualTo("secret/cacerts in istio-system would be written, 1 istiod would be restarted"));
        });
    }

    [Test]
    public async Task A_dry_run_on_an_empty_cluster_says_what_the_server_could_not_be_asked()
    {
        using var stage = new MeshStage(MeshStage.WithoutIstiod);
        await stage.ApplyAsync(stage.New, dryRun: DryRun.Server);
        Assert.That(stage.Mesh.Questions, Is.EqualTo(["create namespace/istio-system"]));
        Assert.That(stage.Journal.Changes[^1].Checked, Does.StartWith("not evaluated: namespace istio-system is not there"));
    }

    [Test]
    public async Task Missing_rights_are_named_before_anything_is_read()
    {
        using var stage = new MeshStage(MeshStage.WithIstiod.Replace("{ name: locust }", "{ name: locust, denied: [{ verb: get, resource: secrets }, { verb: patch, group: apps, resource: deployments }] }", StringComparison.Ordinal));
        Assert.That(() => stage.ApplyAsync(stage.New), Fails.With(ExitCode.Forbidden, "get secrets in istio-system").And.Message.Contains("patch deployments.apps in istio-system"));
        Assert.That(stage.Mesh.Writes, Is.Empty);
        await Task.CompletedTask;
    }

    [Test]
    public void Rotate_and_revert_together_are_refused() =>
        Assert.That(() => new MeshStage().ApplyAsync(null, new() { Rotate = true, Revert = true }), Fails.With(ExitCode.Usage, "both given"));

    [TestCase("istiod")]
    [TestCase("host:0")]
    [TestCase(":15012")]
    [TestCase("host:port")]
    public void An_address_that_is_none_is_refused(string address) =>
        Assert.That(() => new MeshStage().ApplyAsync(null, new() { Istiod = address }), Fails.With(ExitCode.Usage, "HOST:PORT"));

    [Test]
    public async Task Of_several_CAs_the_one_named_as_the_context_is_taken_or_the_one_that_is_named()
    {
        using var stage = new MeshStage(MeshStage.WithoutIstiod);
        stage.Write(stage.Old, "quail");
        await stage.ApplyAsync(stage.New, certificates: new() { Folder = "ca", Clusters = ["quail", "locust"] });
        Assert.That(await stage.StandAsync(), Is.EqualTo("new: new"));
        await stage.ApplyAsync(null, new() { Cluster = "quail" }, certificates: new() { Folder = "ca", Clusters = ["quail", "locust"] });
        Assert.That(await stage.StandAsync(), Is.EqualTo("old: old"));
    }

    [TestCase(null, "quail wren", "Say --ca NAME; names: quail, wren")]
    [TestCase("quai", "quail wren", "quail")]
    [TestCase("../quail", "quail", "there is no CA for a cluster ../quail")]
    public void Where_it_is_not_clear_which_CA_the_names_are_told(string? cluster, string names, string text)
    {
        using var stage = new MeshStage();
        Assert.That(() => stage.ApplyAsync(null, new() { Cluster = cluster }, certificates: new() { Folder = "ca", Clusters = names.Split(' ') }), Fails.With(ExitCode.Configuration, text));
    }

    [Test]
    public void Without_certificates_in_the_configuration_there_is_nothing_to_apply()
    {
        using var stage = new MeshStage();
        Assert.That(() => stage.ApplyAsync(null, certificates: new()), Fails.With(ExitCode.Configuration, "there is no CA to apply"));
    }

    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<TestBundle, TestBundle> Renewals = [];

    // A second intermediate below the same root.
    private static TestBundle Renewed(TestBundle old, bool again = false) => Renewals.GetValue(old, _ =>
    {
        Assert.That(again, Is.False);
        var signing = TestAuthority.Make("Second CA", old.Root);
        return new TestBundle { Root = old.Root, Signing = signing }.With("ca-cert.pem", signing.Pem).With("ca-key.pem", signing.KeyPem).With("cert-chain.pem", signing.Pem + old.Root.Pem).With("root-cert.pem", old.Root.Pem);
    });

    // The CA that istiod made itself, as files.
    private static TestBundle Own(MeshStage stage) => Renewed(stage.Old);

    internal static string Fingerprint(TestAuthority authority) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(authority.Certificate.RawData));

    internal static NUnit.Framework.Constraints.IResolveConstraint NoKey(TestBundle ca)
    {
        var lines = ca.Signing.KeyPem.Split('\n').Where(line => line.Length > 10 && !line.StartsWith("---", StringComparison.Ordinal)).ToList();
        return new NUnit.Framework.Constraints.PredicateConstraint<string>(text => text is not null && !text.Contains("PRIVATE KEY", StringComparison.Ordinal)
            && !lines.Exists(line => text.Contains(line, StringComparison.Ordinal)) && !text.Contains(Convert.ToBase64String(Encoding.ASCII.GetBytes(ca.Signing.KeyPem)), StringComparison.Ordinal));
    }
}
