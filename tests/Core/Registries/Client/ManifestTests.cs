using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Registries;
using Mesh.Core.Registries.Manifests;
using static Mesh.Core.Tests.Registries.RegistryBench;

namespace Mesh.Core.Tests.Registries.Client;

public sealed class ManifestTests
{
    private readonly RegistryBench bench = new();

    [Test]
    public async Task A_tag_is_asked_for_with_every_media_type_and_without_credentials()
    {
        var handler = new ScriptedRegistry(_ => ScriptedRegistry.Manifest(ImageBody()));
        using var client = bench.Client(handler);

        var manifest = await client.GetManifestAsync(Image("nginx:1.29"), default);

        Assert.That(manifest, Is.InstanceOf<ImageManifest>());
        Assert.That(manifest.Digest, Is.EqualTo(Digest.Of(ImageBody())));
        Assert.That(handler.Asked, Is.EqualTo(new[] { "GET https://registry-1.docker.io/v2/library/nginx/manifests/1.29" }));
        var call = handler.Calls.Single();
        Assert.That(call.Authorization, Is.Null);
        Assert.That(call.Request.Headers.Accept.Select(accept => accept.MediaType), Is.EquivalentTo(new[] { MediaTypes.OciIndex, MediaTypes.DockerList, MediaTypes.OciImage, MediaTypes.DockerImage }));
    }

    [Test]
    public async Task A_body_of_another_digest_than_its_header_says_is_invalid()
    {
        using var client = bench.Client(new ScriptedRegistry(_ => ScriptedRegistry.Bytes(ImageBody(), MediaTypes.OciImage, Digest.Of("other"u8).ToString())));

        var failure = await FailureAsync(() => client.GetManifestAsync(Image("localhost:5000/a:1"), default));

        Assert.That(FaultOf(failure), Is.EqualTo(RegistryFault.Invalid));
        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.MalformedInput));
        Assert.That(failure.Reason, Does.Contain("localhost:5000").And.Contain("as its Docker-Content-Digest says"));
    }

    [Test]
    public async Task A_body_of_another_digest_than_was_pinned_is_invalid()
    {
        using var client = bench.Client(new ScriptedRegistry(_ => ScriptedRegistry.Manifest(ImageBody())));

        var failure = await FailureAsync(() => client.GetManifestAsync(Image($"localhost:5000/a@{Digest.Of("other"u8)}"), default));

        Assert.That(FaultOf(failure), Is.EqualTo(RegistryFault.Invalid));
        Assert.That(failure.Reason, Does.Contain($"its digest is {Digest.Of(ImageBody())}, not {Digest.Of("other"u8)}"));
    }
}
