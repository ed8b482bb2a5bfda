using Mesh.Core.Changes;
using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Certificates.Making;

/// <summary>Where folders may be, and what has to be configured.</summary>
public sealed class PlacesTests
{
    [Test]
    public async Task Without_certificates_there_is_nothing_to_make()
    {
        using var site = new CaSite();
        site.Options = null!;

        var refusal = await site.RefusedAsync();

        Assert.That((refusal.ExitCode, refusal.Reason), Is.EqualTo((ExitCode.Configuration, "certificates.root is not set")));
    }

    [TestCase(null, "a", "certificates.root is not set")]
    [TestCase(" ", "a", "certificates.root is not set")]
    [TestCase("ca/root", "", "certificates.clusters is empty, so there is no cluster to make a CA for")]
    [TestCase("ca/root", "a b a", "certificates.clusters names 'a' twice")]
    [TestCase("ca/root", "a b A", "certificates.clusters names 'a' twice")]
    public async Task What_is_missing_or_doubled_is_refused(string? root, string clusters, string reason)
    {
        using var site = new CaSite();
        site.Options = site.Options with { Root = root, Clusters = clusters.Split(' ', StringSplitOptions.RemoveEmptyEntries) };

        var refusal = await site.RefusedAsync();

        Assert.That((refusal.ExitCode, refusal.Reason), Is.EqualTo((ExitCode.Configuration, reason)));
    }

    [TestCase("")]
    [TestCase("  ")]
    [TestCase("a\nb")]
    [TestCase("0123456789012345678901234567890123456789012345678901234567890123x")]
    public async Task An_organization_that_cannot_stand_in_a_certificate_is_refused(string organization)
    {
        using var site = new CaSite();
        site.Options = site.Options with { Organization = organization };

        Assert.That((await site.RefusedAsync()).ExitCode, Is.EqualTo(ExitCode.Configuration));
    }

    [TestCase("ca/root", null, "root", TestName = "A_cluster_called_as_the_root_s_folder")]
    [TestCase("ca/root", null, "ROOT", TestName = "A_cluster_called_nearly_as_the_root_s_folder")]
    [TestCase("ca/root", "ca/root", "a", TestName = "A_cluster_inside_the_root_s_folder")]
    [TestCase("ca/a/root", "ca", "a", TestName = "The_root_inside_a_cluster_s_folder")]
    [TestCase(".", ".", "a", TestName = "Everything_in_the_working_directory")]
    [TestCase("/", null, "a", TestName = "The_top_of_the_file_system")]
    public async Task The_root_s_key_lies_in_no_cluster_s_folder(string root, string? folder, string cluster)
    {
        using var site = new CaSite();
        site.Options = site.Options with { Root = root, Folder = folder, Clusters = [cluster] };

        // Dry, so that nothing is written to these places should it not be refused.
        var refusal = await site.RefusedAsync(dryRun: DryRun.Server);

        Assert.That(refusal.ExitCode, Is.EqualTo(ExitCode.Configuration));
        Assert.That(refusal.Reason, Does.StartWith($"the folder of cluster {cluster} ").And.Contain("the root's key would go where the cluster's CA goes"));
    }

    [Test]
    public async Task Not_even_by_way_of_a_link()
    {
        using var site = new CaSite("a");
        Directory.CreateDirectory(site.At("vault/inner"));
        Directory.CreateDirectory(site.At("ca"));
        Directory.CreateSymbolicLink(site.At("ca/root"), site.At("vault"));
        Directory.CreateSymbolicLink(site.At("ca/a"), site.At("vault/inner"));

        Assert.That((await site.RefusedAsync()).ExitCode, Is.EqualTo(ExitCode.Configuration));
    }

    [Test]
    public async Task A_folder_beside_with_the_same_beginning_is_apart()
    {
        using var site = new CaSite("root2", "roo");

        Assert.That((await site.RunAsync()).Made, Is.EqualTo(2));
    }

    [Test]
    public async Task An_unknown_kind_of_key_is_refused()
    {
        using var site = new CaSite("a");
        site.Options = site.Options with { Key = "rsa1024" };

        var refusal = await site.RefusedAsync();

        Assert.That((refusal.ExitCode, refusal.Reason), Is.EqualTo((ExitCode.Configuration, "certificates.key is 'rsa1024', which is no kind of key")));
    }
}
