using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Model;
using Mesh.Core.Registries;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Core.Tests.Registries.Manifests;

public sealed class ManifestReaderTests
{
    private const string A = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string B = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    private const string Config = $$"""{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{A}}","size":7}""";

    [TestCase(MediaTypes.OciIndex)]
    [TestCase(MediaTypes.DockerList)]
    public void An_index_and_a_list_are_read(string mediaType)
    {
        var index = (ImageIndex)Read($$$"""
            {"schemaVersion":2,"mediaType":"{{{mediaType}}}","manifests":[
              {"mediaType":"{{{MediaTypes.OciImage}}}","digest":"{{{A}}}","size":7,"platform":{"os":"linux","architecture":"arm64","variant":"v8"}},
              {"mediaType":"{{{MediaTypes.OciIndex}}}","digest":"{{{B}}}","size":8},
              {"mediaType":"{{{MediaTypes.DockerImage}}}","digest":"{{{B}}}","size":0,"platform":{"os":"windows","architecture":"amd64","os.version":"10.0.17763.1879","os.features":["win32k"]}}]}
            """, mediaType);

        Assert.That(index.MediaType, Is.EqualTo(mediaType));
        Assert.That(index.Children.Select(child => $"{child.Platform}"), Is.EqualTo(new[] { "linux/arm64/v8", "", "windows/amd64:10.0.17763.1879" }));
        Assert.That(index.Children.Select(child => (child.MediaType, $"{child.Digest}", child.Size, child.IsArtifact)), Is.EqualTo(new[]
        {
            (MediaTypes.OciImage, A, 7L, false), (MediaTypes.OciIndex, B, 8L, false), (MediaTypes.DockerImage, B, 0L, false),
        }));
    }

    [TestCase(MediaTypes.OciImage)]
    [TestCase(MediaTypes.DockerImage)]
    public void An_image_is_read(string mediaType)
    {
        var image = (ImageManifest)Read($$"""
            {"schemaVersion":2,"mediaType":"{{mediaType}}","config":{{Config}},"layers":[
              {"mediaType":"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip","digest":"{{B}}","size":9,"urls":["https://mcr.test/layer"]},
              {"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{{A}}","size":10}]}
            """, mediaType);

        Assert.That((image.Config.Digest.ToString(), image.Config.Size), Is.EqualTo((A, 7L)));
        Assert.That(image.Layers.Select(layer => (layer.Size, string.Join(' ', layer.Urls))), Is.EqualTo(new[] { (9L, "https://mcr.test/layer"), (10L, "") }));
    }

    [TestCase("application/json")]
    [TestCase("text/plain")]
    [TestCase(null)]
    public void Without_a_media_type_in_it_the_shape_tells(string? contentType)
    {
        Assert.That(Read($$"""{"schemaVersion":2,"manifests":[]}""", contentType).MediaType, Is.EqualTo(MediaTypes.OciIndex));
        Assert.That(Read($$"""{"schemaVersion":2,"config":{{Config}},"layers":[]}""", contentType).MediaType, Is.EqualTo(MediaTypes.OciImage));
    }

    [Test]
    public void Without_a_media_type_in_it_the_header_tells() =>
        Assert.That(Read($$"""{"schemaVersion":2,"manifests":[]}""", MediaTypes.DockerList).MediaType, Is.EqualTo(MediaTypes.DockerList));

    [TestCase("""{"schemaVersion":1,"name":"a","tag":"1","fsLayers":[]}""", "application/json")]
    [TestCase("""{"schemaVersion":1}""", null)]
    [TestCase("not even JSON", "application/vnd.docker.distribution.manifest.v1+prettyjws")]
    [TestCase("{}", "application/vnd.docker.distribution.manifest.v1+json")]
    [TestCase("""{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v1+json"}""", null)]
    public void Schema_1_is_refused_by_name(string body, string? contentType) =>
        Assert.That(() => Read(body, contentType), Throws.InstanceOf<RegistryException>().With.Property(nameof(RegistryException.Fault)).EqualTo(RegistryFault.SchemaOne));

    [TestCase($$""","platform":{"os":"unknown","architecture":"unknown"},"annotations":{"vnd.docker.reference.type":"attestation-manifest"}""")]
    [TestCase(""","platform":{"os":"unknown","architecture":"unknown"}""")]
    [TestCase(""","platform":{"os":"linux","architecture":"arm64"},"annotations":{"vnd.docker.reference.type":"attestation-manifest"}""")]
    [TestCase(""","artifactType":"application/vnd.dev.cosign.signature" """)]
    public void What_is_no_image_to_run_is_marked(string more)
    {
        var index = (ImageIndex)Read($$"""{"schemaVersion":2,"manifests":[{"mediaType":"{{MediaTypes.OciImage}}","digest":"{{A}}","size":7{{more}}}]}""", null);
        Assert.That(index.Children.Single().IsArtifact, Is.True);
    }

    [TestCase("application/vnd.docker.distribution.manifest.v1+json")]
    [TestCase("application/vnd.cncf.helm.config.v1+json")]
    public void A_child_of_another_media_type_is_no_image(string mediaType) =>
        Assert.That(((ImageIndex)Read($$"""{"schemaVersion":2,"manifests":[{"mediaType":"{{mediaType}}","digest":"{{A}}","size":7}]}""", null)).Children.Single().IsArtifact, Is.True);

    [TestCase("", "no JSON")]
    [TestCase("null", "no JSON object")]
    [TestCase("[]", "no JSON object")]
    [TestCase("<html>", "no JSON but text/html")]
    [TestCase("{", "no JSON")]
    [TestCase("""{"schemaVersion":2,"schemaVersion":2,"manifests":[]}""", "no JSON")]
    [TestCase("{}", "schemaVersion is not 2")]
    [TestCase("""{"schemaVersion":"2","manifests":[]}""", "schemaVersion is not 2")]
    [TestCase("""{"schemaVersion":3,"manifests":[]}""", "schemaVersion is not 2")]
    [TestCase("""{"schemaVersion":2}""", "neither mediaType, manifests nor config")]
    [TestCase("""{"schemaVersion":2,"mediaType":"a\u001b[2Jb","manifests":[]}""", "'ab' is no media type")]
    [TestCase("""{"schemaVersion":2,"manifests":{}}""", "no list of manifests")]
    [TestCase("""{"schemaVersion":2,"manifests":[1]}""", "no object")]
    [TestCase("""{"schemaVersion":2,"manifests":[],"layers":[]}""", "index and an image at once")]
    [TestCase("""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","manifests":[]}""", "is an index")]
    [TestCase("""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","config":{}}""", "is none")]
    [TestCase("""{"schemaVersion":2,"config":null,"layers":[]}""", "no config")]
    [TestCase("""{"schemaVersion":2,"config":CONFIG}""", "no list of layers")]
    [TestCase("""{"schemaVersion":2,"config":{"mediaType":"a","digest":"sha256:1","size":1},"layers":[]}""", "'sha256:1' in it is no digest")]
    [TestCase("""{"schemaVersion":2,"config":{"mediaType":"a","digest":"DIGEST"},"layers":[]}""", "no size")]
    [TestCase("""{"schemaVersion":2,"config":{"mediaType":"a","digest":"DIGEST","size":-1},"layers":[]}""", "no size")]
    [TestCase("""{"schemaVersion":2,"config":{"mediaType":"a","digest":"DIGEST","size":1.5},"layers":[]}""", "no size")]
    [TestCase("""{"schemaVersion":2,"config":{"mediaType":"a","digest":"DIGEST","size":99999999999999999999},"layers":[]}""", "no size")]
    [TestCase("""{"schemaVersion":2,"config":{"digest":"DIGEST","size":1},"layers":[]}""", "no media type")]
    [TestCase("""{"schemaVersion":2,"manifests":[{"mediaType":"a","digest":"DIGEST","size":1,"platform":{"os":"linux\n","architecture":"arm64"}}]}""", "no part of a platform")]
    public void What_is_no_manifest_is_said(string body, string words) =>
        Assert.That(() => Read(body.Replace("CONFIG", Config, StringComparison.Ordinal).Replace("DIGEST", A, StringComparison.Ordinal), body.StartsWith('<') ? "text/html" : null),
            Throws.InstanceOf<RegistryException>().With.Property(nameof(RegistryException.Fault)).EqualTo(RegistryFault.Invalid).And.Message.Contains(words));

    [Test]
    public void An_index_that_is_given_as_an_image_is_refused() =>
        Assert.That(() => Read("""{"schemaVersion":2,"manifests":[]}""", MediaTypes.OciImage), Throws.InstanceOf<RegistryException>().With.Message.Contains($"given as {MediaTypes.OciImage}"));

    [Test]
    public void Nesting_without_end_is_not_followed() =>
        Assert.That(() => Read("""{"schemaVersion":2,"manifests":""" + new string('[', 100_000), null), Throws.InstanceOf<RegistryException>().With.Message.Contains("no JSON"));

    [FsCheck.NUnit.Property]
    public Property Whatever_comes_is_a_manifest_or_a_registry_exception() => Prop.ForAll(Pieces(), body =>
    {
        try
        {
            return Read(body, null) is not null;
        }
        catch (RegistryException)
        {
            return true;
        }
    });

    private static Arbitrary<string> Pieces() => Arb.From(
        from version in Gen.Elements("1", "2", "\"2\"", "null", "{}")
        from name in Gen.Elements("manifests", "layers", "config", "mediaType", "fsLayers", "x")
        from value in Gen.Elements("[]", "{}", "null", "[null]", "[{}]", $"[{Config}]", Config, "\"\"", $"\"{MediaTypes.OciIndex}\"", "1e400", "[[[]]]")
        from other in Gen.Elements("manifests", "layers", "config", "platform")
        from more in Gen.Elements("[]", "{}", $"[{Config}]", Config, """{"os":1}""", """[{"platform":[]}]""")
        select $$"""{"schemaVersion":{{version}},"{{name}}":{{value}},"{{other}}":{{more}}}""");

    private static Manifest Read(string body, string? contentType)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return ManifestReader.Read(bytes, contentType, Digest.Of(bytes));
    }
}
