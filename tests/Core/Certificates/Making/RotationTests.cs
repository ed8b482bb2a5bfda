using Mesh.Core.Certificates;
using Mesh.Core.Changes;
using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Certificates.Making;

/// <summary>Making anew what is there.</summary>
public sealed class RotationTests
{
    private const string Date = ".20261121T080000Z";

    [Test]
    public async Task New_intermediates_come_from_the_same_root_and_the_old_folders_are_kept_aside()
    {
        using var site = new CaSite();
        await site.RunAsync();
        var before = site.Snapshot();

        var result = await site.RunAsync(CaRotation.Intermediates);

        var after = site.Snapshot();
        Assert.That(result, Is.EqualTo(new CaCreationResult(false, 2, 0, 0)));
        Assert.That(after["ca/root/root-key.pem"], Is.EqualTo(before["ca/root/root-key.pem"]));
        foreach (var file in new[] { "ca-cert.pem", "ca-key.pem", "cert-chain.pem" })
        {
            Assert.That(after[$"ca/a/{file}"], Is.Not.EqualTo(before[$"ca/a/{file}"]));
            Assert.That(after[$"ca/a{Date}/{file}"], Is.EqualTo(before[$"ca/a/{file}"]));
        }

        Assert.That((await site.RunAsync()).Kept, Is.EqualTo(2));
    }

    [Test]
    public async Task A_new_root_brings_new_intermediates_and_nothing_is_lost()
    {
        using var site = new CaSite();
        await site.RunAsync();
        var before = site.Snapshot();

        var result = await site.RunAsync(CaRotation.Root);

        var after = site.Snapshot();
        Assert.That(result, Is.EqualTo(new CaCreationResult(true, 2, 0, 0)));
        Assert.That(after[$"ca/root{Date}/root-key.pem"], Is.EqualTo(before["ca/root/root-key.pem"]));
        Assert.That(before.Values.Where(content => content.StartsWith('-')), Is.SubsetOf(after.Values));
        Assert.That(after["ca/a/root-cert.pem"], Is.EqualTo(after["ca/root/root-cert.pem"]).And.Not.EqualTo(before["ca/root/root-cert.pem"]));
        Assert.That((await site.RunAsync()).Kept, Is.EqualTo(2));
    }

    [Test]
    public async Task The_change_shows_what_goes_and_what_comes_and_the_way_back()
    {
        using var site = new CaSite("a");
        await site.RunAsync();
        var old = site.Journal.Changes.Single(change => change.Subject == "ca/a/ca-cert.pem").Diff[2..];

        await site.RunAsync(CaRotation.Intermediates, DryRun.Server);

        var aside = site.Journal.Changes[0];
        Assert.That((aside.Subject, aside.Action, aside.Diff, aside.Undo), Is.EqualTo(("ca/a", "set aside", $"ca/a -> ca/a{Date}", $"rm -r -- 'ca/a' && mv -- 'ca/a{Date}' 'ca/a'")));
        Assert.That(site.Journal.Changes[1].Diff, Is.EqualTo($"- {old}\n+ O=Istio, CN=Intermediate CA, L=a; P-256; 2026-11-21 to 2031-11-20"));
        Assert.That(Directory.Exists(site.At($"ca/a{Date}")), Is.False);
    }

    [Test]
    public async Task Rotating_twice_in_a_second_keeps_both()
    {
        using var site = new CaSite("a");
        await site.RunAsync();
        await site.RunAsync(CaRotation.Intermediates);

        await site.RunAsync(CaRotation.Intermediates);

        Assert.That(Directory.GetDirectories(site.At("ca")).Select(Path.GetFileName), Is.EquivalentTo(["root", "a", $"a{Date}", $"a{Date}-2"]));
    }

    [TestCase(CaRotation.Intermediates)]
    [TestCase(CaRotation.Root)]
    public async Task Where_nothing_is_there_rotating_is_making(CaRotation rotation)
    {
        using var site = new CaSite();

        Assert.That(await site.RunAsync(rotation), Is.EqualTo(new CaCreationResult(true, 2, 0, 0)));
        Assert.That(Directory.GetDirectories(site.At("ca")), Has.Length.EqualTo(3));
    }

    [Test]
    public async Task A_broken_folder_can_be_rotated_away()
    {
        using var site = new CaSite();
        await site.RunAsync();
        site.Write("ca/a/ca-key.pem", "nothing");

        await site.RunAsync(CaRotation.Intermediates);

        Assert.That((await site.RunAsync()).Kept, Is.EqualTo(2));
        Assert.That(File.ReadAllText(site.At($"ca/a{Date}/ca-key.pem")), Is.EqualTo("nothing"));
    }

    [Test]
    public async Task Half_a_root_can_be_rotated_away()
    {
        using var site = new CaSite("a");
        await site.RunAsync();
        File.Delete(site.At("ca/root/root-key.pem"));

        Assert.That((await site.RefusedAsync(CaRotation.Intermediates)).ExitCode, Is.EqualTo(ExitCode.NoInput), "new intermediates need the old root");
        await site.RunAsync(CaRotation.Root);

        Assert.That((await site.RunAsync()).Kept, Is.EqualTo(1));
    }

    [Test]
    public async Task New_intermediates_are_no_way_to_a_new_root()
    {
        using var site = new CaSite("a");
        await site.RunAsync();
        Directory.Delete(site.At("ca/root"), recursive: true);

        var refusal = await site.RefusedAsync(CaRotation.Intermediates);

        Assert.That((refusal.ExitCode, refusal.Reason), Is.EqualTo((ExitCode.NoInput, "ca/a holds a CA, and ca/root holds no root that it could be of")));
        Assert.That(refusal.Remedy, Does.Contain("--rotate-root"));
    }

    [Test]
    public async Task A_folder_that_cannot_be_replaced_leaves_all_the_others_as_they_were()
    {
        using var site = new CaSite();
        await site.RunAsync();
        // What b is to be moved to has no room for one more character.
        var name = new string('b', 250);
        site.Options = site.Options with { Clusters = ["a", "new", "empty", name] };
        site.Write("ca/empty/README", "by hand");
        Directory.Move(site.At("ca/b"), site.At($"ca/{name}"));

        var refusal = await site.RefusedAsync(CaRotation.Root);

        Assert.That(refusal.ExitCode, Is.EqualTo(ExitCode.InputOutput));
    }
}
