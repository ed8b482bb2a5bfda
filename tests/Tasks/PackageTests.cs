using System.IO.Compression;
using System.Runtime.Versioning;
using System.Xml.Linq;
using Mesh.Tests.Hosts;

namespace Cake.Frosting.Mesh.Tests;

/// <summary>The package as it would be published.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PackageTests
{
    [Test]
    public async Task The_package_holds_the_core_and_not_the_stand_in()
    {
        using var bench = new Bench();
        var outcome = await bench.RunAsync(Host.Compiled, "--target", "Pack");
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());

        var package = Directory.GetFiles(Path.Combine(bench.Folder, "report", "packages"), "*.nupkg").Single();
        using var archive = ZipFile.OpenRead(package);
        var files = archive.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("lib/", StringComparison.Ordinal));
        Assert.That(files, Is.EquivalentTo(new[]
        {
            "lib/net10.0/Cake.Frosting.Mesh.dll", "lib/net10.0/Cake.Frosting.Mesh.xml",
            "lib/net10.0/Mesh.Core.dll", "lib/net10.0/Mesh.Core.xml",
            "lib/net10.0/Mesh.Sandbox.dll", "lib/net10.0/Mesh.Sandbox.xml",
        }));

        using var nuspec = archive.Entries.Single(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var metadata = XDocument.Load(nuspec).Root!.Elements().Single();
        var dependencies = metadata.Descendants().Where(element => element.Name.LocalName == "dependency").ToDictionary(element => element.Attribute("id")!.Value, element => element.Attribute("version")!.Value);
        Assert.Multiple(() =>
        {
            Assert.That(dependencies.Keys, Is.EquivalentTo(new[] { "AWSSDK.Core", "AWSSDK.SecurityToken", "Cake.Frosting", "DiffPlex", "Polly.Core", "YamlDotNet" }));
            Assert.That(dependencies["Cake.Frosting"], Is.EqualTo("[7.0.0, 8.0.0)"));
            Assert.That(metadata.Elements().Single(element => element.Name.LocalName == "license").Value, Is.EqualTo("MIT"));
            Assert.That(archive.GetEntry("README.md"), Is.Not.Null);
        });
    }
}
