using Mesh.Core.Findings;
using Mesh.Core.Tests.Sources;

namespace Mesh.Core.Tests.Certificates.Making;

/// <summary>Modes, links, sizes, kinds and rivals of the files: one clear error, and nothing is written over or half done.</summary>
public sealed class HostileFilesTests
{
    [Test]
    [Platform(Exclude = "Win")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_key_that_others_may_read_is_a_warning()
    {
        using var site = new CaSite("a");
        await site.RunAsync();
        File.SetUnixFileMode(site.At("ca/a/ca-key.pem"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        // The mode of the file counts, not that of a link to it.
        File.Move(site.At("ca/root/root-key.pem"), site.At("elsewhere.pem"));
        File.SetUnixFileMode(site.At("elsewhere.pem"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        File.CreateSymbolicLink(site.At("ca/root/root-key.pem"), site.At("elsewhere.pem"));

        var result = await site.RunAsync();

        Assert.That(result.Kept, Is.EqualTo(1));
        Assert.That(site.Journal.Findings.Select(finding => (finding.Code, finding.Severity, finding.Subject, finding.Evidence)), Is.EqualTo(new[]
        {
            ("CA051", Severity.Warning, "ca/root/root-key.pem", "mode 0404"), ("CA051", Severity.Warning, "ca/a/ca-key.pem", "mode 0640"),
        }));
    }

    [Test]
    public async Task A_link_that_leads_nowhere_is_not_written_through()
    {
        using var site = new CaSite("a");
        Directory.CreateDirectory(site.At("ca/a"));
        File.CreateSymbolicLink(site.At("ca/a/ca-key.pem"), site.At("stolen.pem"));

        var refusal = await site.RefusedAsync();

        Assert.That(File.Exists(site.At("stolen.pem")), Is.False);
        Assert.That(refusal.ExitCode, Is.EqualTo(ExitCode.NoInput).Or.EqualTo(ExitCode.InputOutput));
        Assert.That(refusal.Reason, Does.Contain("ca/a"));
    }

    [TestCase("ca/root/root-cert.pem")]
    [TestCase("ca/a/ca-key.pem")]
    public async Task A_file_larger_than_a_megabyte_is_not_read(string path)
    {
        using var site = new CaSite("a");
        await site.RunAsync();
        using (var file = File.OpenWrite(site.At(path)))
        {
            file.SetLength(3L << 30);
        }

        var refusal = await Refusal.OfAsync(() => site.RunAsync());

        Assert.That((refusal.ExitCode, refusal.Reason), Is.EqualTo((ExitCode.MalformedInput, $"{path} is 3221225472 bytes long, and no file of a CA is longer than a megabyte")));
    }

    [TestCase("ca/root", "ca/root")]
    [TestCase("ca/b", "ca/b")]
    public async Task A_file_where_a_folder_is_to_be_is_named(string path, string shown)
    {
        using var site = new CaSite();
        site.Write(path, "a file");

        var refusal = await site.RefusedAsync();

        Assert.That((refusal.ExitCode, refusal.Reason), Is.EqualTo((ExitCode.CannotCreate, $"{shown} is a file, and a folder is to be there")));
    }

    [Test]
    public async Task A_folder_where_a_file_is_to_be_is_named()
    {
        using var site = new CaSite("a");
        Directory.CreateDirectory(site.At("ca/root/root-cert.pem"));

        var refusal = await site.RefusedAsync();

        Assert.That((refusal.ExitCode, refusal.Reason), Is.EqualTo((ExitCode.InputOutput, "ca/root/root-cert.pem cannot be read: it is a folder")));
    }

    [Test]
    public async Task A_file_on_the_way_to_a_folder_leaves_nothing_half_done()
    {
        using var site = new CaSite("a");
        site.Write("clusters", "a file");
        site.Options = site.Options with { Folder = "clusters" };

        var refusal = await site.RefusedAsync();

        Assert.That(refusal.ExitCode, Is.EqualTo(ExitCode.InputOutput));
        Assert.That(refusal.Reason, Does.StartWith("clusters/a cannot be written: "));
        Assert.That(site.Journal.Changes.Select(change => change.Executed), Is.All.False);
    }

    [Test]
    [Platform(Include = "Linux")]
    public async Task A_place_that_takes_no_folder_gives_73()
    {
        using var site = new CaSite("a");
        // Not even root may make a folder there.
        site.Options = site.Options with { Folder = "/sys/kernel" };

        var refusal = await site.RefusedAsync();

        Assert.That(refusal.ExitCode, Is.EqualTo(ExitCode.CannotCreate));
        Assert.That(refusal.Reason, Does.StartWith("/sys/kernel/a cannot be written: "));
    }

    [Test]
    public async Task A_run_that_is_stopped_leaves_nothing()
    {
        using var site = new CaSite();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        Assert.That(async () => await site.RunAsync(cancellation: stop.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(site.Snapshot(), Is.Empty);
    }

    [Test]
    public async Task A_run_that_is_stopped_while_keys_are_made_leaves_nothing()
    {
        using var site = new CaSite([.. Enumerable.Range(0, 50).Select(index => $"c{index}")]);
        using var stop = new CancellationTokenSource();
        site.KeysMade = text =>
        {
            if (text == "2 of 51 made")
            {
                stop.Cancel();
            }
        };

        Assert.That(async () => await site.RunAsync(cancellation: stop.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(site.Snapshot(), Is.Empty);
        Assert.That(site.Journal.Changes, Is.Empty);
        Assert.That((await site.RunAsync()).Made, Is.EqualTo(50));
    }

    [Test]
    public async Task A_folder_copied_from_another_cluster_is_a_warning()
    {
        using var site = new CaSite("a", "b");
        await site.RunAsync();
        foreach (var file in Directory.GetFiles(site.At("ca/a")))
        {
            File.Copy(file, site.At($"ca/b/{Path.GetFileName(file)}"), overwrite: true);
        }

        Assert.That((await site.RunAsync()).Kept, Is.EqualTo(2));
        var finding = site.Journal.Findings.Single();
        Assert.That((finding.Code, finding.Subject, finding.Evidence), Is.EqualTo(("CA053", "ca/b", "the same certificate and key as ca/a")));
    }

    [TestCase("ca/b/ca-key.pem", TestName = "A_key_that_somebody_else_puts_there_meanwhile_is_not_overwritten")]
    [TestCase("ca/root/root-key.pem", TestName = "A_root_key_that_somebody_else_puts_there_meanwhile_is_not_overwritten")]
    public async Task What_somebody_else_makes_meanwhile_is_not_overwritten(string path)
    {
        using var site = new CaSite();
        site.KeysMade = text =>
        {
            if (text == "3 of 3 made")
            {
                site.Write(path, "of somebody else");
            }
        };

        var refusal = await Refusal.OfAsync(() => site.RunAsync());

        Assert.That(refusal.ExitCode, Is.EqualTo(ExitCode.InputOutput));
        Assert.That(refusal.Reason, Does.StartWith($"{Path.GetDirectoryName(path)} cannot be written: "));
        Assert.That(site.Snapshot().Where(entry => !entry.Value.StartsWith("a folder", StringComparison.Ordinal)), Is.EqualTo(new[] { KeyValuePair.Create(path, "of somebody else") }));
        Assert.That(site.Snapshot().Keys, Has.None.Contains(".mesh-"));
    }
}
