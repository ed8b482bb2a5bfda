using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Certificates;
using Mesh.Core.Changes;

namespace Mesh.Core.Tests.Certificates.Making;

/// <summary>Running it again, dry, and for more clusters.</summary>
public sealed class RepeatTests
{
    [Test]
    public async Task A_second_run_changes_nothing_and_says_so()
    {
        using var site = new CaSite();
        Assert.That(await site.RunAsync(), Is.EqualTo(new CaCreationResult(true, 2, 0, 0)));
        var before = site.Snapshot();

        var result = await site.RunAsync();

        Assert.That(result, Is.EqualTo(new CaCreationResult(false, 0, 2, 0)));
        Assert.That(site.Snapshot(), Is.EqualTo(before));
        Assert.That(site.Journal.Changes, Is.Empty);
        Assert.That(site.Summary, Is.EqualTo("nothing to do: the root and 2 of 2 clusters' CAs are there"));
        Assert.That(site.Notes, Does.Contain("already there: ca/a (O=Istio, CN=Intermediate CA, L=a; P-256; 2026-11-21 to 2031-11-20; SHA-256 ").And.Contain("already there: ca/b"));
    }

    [Test]
    public async Task A_further_cluster_gets_its_intermediate_from_the_root_that_is_there()
    {
        using var site = new CaSite("a");
        await site.RunAsync();
        var before = site.Snapshot();
        site.Options = site.Options with { Clusters = ["a", "b"] };

        var result = await site.RunAsync();

        Assert.That(result, Is.EqualTo(new CaCreationResult(false, 1, 1, 0)));
        Assert.That(before, Is.SubsetOf(site.Snapshot()));
        Assert.That(site.Summary, Is.EqualTo("1 intermediate made, 1 already there"));
        using var root = site.Certificate("ca/root/root-cert.pem");
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, VerificationTime = site.Now.UtcDateTime } };
        chain.ChainPolicy.CustomTrustStore.Add(root);
        Assert.That(chain.Build(site.Certificate("ca/b/ca-cert.pem")), Is.True);
    }

    [TestCase(DryRun.Server)]
    [TestCase(DryRun.Client)]
    public async Task A_dry_run_makes_neither_folder_nor_key_and_lists_every_file(DryRun dryRun)
    {
        using var site = new CaSite();

        var result = await site.RunAsync(dryRun: dryRun);

        Assert.That(result, Is.EqualTo(new CaCreationResult(true, 2, 0, 0)));
        Assert.That(site.Snapshot(), Is.Empty);
        Assert.That(site.Journal.Changes.Select(change => change.Executed), Is.All.False);
        Assert.That(site.Journal.Changes.Select(change => change.Subject), Is.EqualTo(new[]
        {
            "ca/root/root-cert.pem", "ca/root/root-key.pem",
            "ca/a/ca-cert.pem", "ca/a/ca-key.pem", "ca/a/cert-chain.pem", "ca/a/root-cert.pem",
            "ca/b/ca-cert.pem", "ca/b/ca-key.pem", "ca/b/cert-chain.pem", "ca/b/root-cert.pem",
        }));
        Assert.That(site.Summary, Is.EqualTo("a root and 2 intermediates would be made"));
    }

    [Test]
    public async Task Two_dry_runs_say_the_same_and_the_real_one_adds_only_fingerprints()
    {
        using var site = new CaSite();
        await site.RunAsync(dryRun: DryRun.Server);
        var first = site.Journal.Changes.Select(change => (change.Subject, change.Action, change.Diff)).ToList();
        await site.RunAsync(dryRun: DryRun.Server);
        Assert.That(site.Journal.Changes.Select(change => (change.Subject, change.Action, change.Diff)), Is.EqualTo(first));

        await site.RunAsync();

        Assert.That(site.Journal.Changes.Select(change => (change.Subject, change.Action, System.Text.RegularExpressions.Regex.Replace(change.Diff, "; SHA-256 [0-9A-F]{64}", ""))), Is.EqualTo(first));
    }

    [Test]
    public async Task Changes_say_what_and_how_to_undo_it_and_never_hold_a_key()
    {
        using var site = new CaSite("a");
        await site.RunAsync();

        var fingerprint = site.Certificate("ca/a/ca-cert.pem").GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256);
        var change = site.Journal.Changes.Single(change => change.Subject == "ca/a/ca-cert.pem");
        Assert.That((change.Target, change.Action, change.Undo, change.Executed), Is.EqualTo(("file", "create", "rm -- 'ca/a/ca-cert.pem'", true)));
        Assert.That(change.Diff, Is.EqualTo($"+ O=Istio, CN=Intermediate CA, L=a; P-256; 2026-11-21 to 2031-11-20; SHA-256 {fingerprint}"));
        Assert.That(site.Journal.Changes.Select(one => one.Diff), Has.None.Contains("BEGIN").And.None.Contains(File.ReadAllLines(site.At("ca/a/ca-key.pem"))[1]));
        Assert.That(site.Journal.Changes.Single(one => one.Subject == "ca/a/ca-key.pem").Diff, Is.EqualTo("+ private key, P-256, for its owner only"));
        Assert.That(site.Journal.Changes.Single(one => one.Subject == "ca/a/cert-chain.pem").Diff, Is.EqualTo("+ O=Istio, CN=Intermediate CA, L=a, then O=Istio, CN=Root CA"));
    }

    [Test]
    public async Task Folders_can_be_chosen()
    {
        using var site = new CaSite("a");
        site.Options = site.Options with { Root = Path.Combine(site.Folder, "vault"), Folder = "clusters" };

        await site.RunAsync();

        Assert.That(site.Snapshot().Keys, Is.EquivalentTo(["vault", "vault/root-cert.pem", "vault/root-key.pem", "clusters", "clusters/a", "clusters/a/ca-cert.pem", "clusters/a/ca-key.pem", "clusters/a/cert-chain.pem", "clusters/a/root-cert.pem"]));
    }

    [Test]
    public async Task An_empty_folder_is_filled_and_what_else_is_in_one_stays()
    {
        using var site = new CaSite();
        Directory.CreateDirectory(site.At("ca/a"));
        site.Write("ca/b/README", "by hand");
        site.Write("ca/root/notes.txt", "by hand");

        await site.RunAsync();

        Assert.That(Directory.GetFiles(site.At("ca/a")), Has.Length.EqualTo(4));
        Assert.That(Directory.GetFiles(site.At("ca/b")), Has.Length.EqualTo(5));
        Assert.That(site.Snapshot().Keys, Has.None.Contains(".mesh-"));
        Assert.That((await site.RunAsync()).Kept, Is.EqualTo(2));
    }
}
