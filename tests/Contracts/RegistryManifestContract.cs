using System.Net;
using System.Text.Json.Nodes;

namespace Mesh.Contracts;

/// <summary>Manifests and tags: asked for, pushed, refused.</summary>
public abstract class RegistryManifestContract : RegistryContract
{
    private static readonly string Absent = DigestOf(Bytes("absent"));

    // docker-registry says the same of a repository that is not there: only the list of tags tells them apart.
    [Test]
    public async Task A_manifest_that_is_not_there_is_unknown([Values] bool knownRepository)
    {
        if (knownRepository)
        {
            await PushImageAsync("one");
        }

        await RefusedAsync(await GetAsync("manifests/two", ("Accept", OciImage)), HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
        await RefusedAsync(await GetAsync($"manifests/{Absent}", ("Accept", OciImage)), HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
        using var head = await SendAsync("HEAD", $"/v2/{Repository}/manifests/two", null, null, ("Accept", OciImage));
        Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_manifest_that_was_pushed_is_given_out_byte_by_byte_by_tag_and_by_digest()
    {
        var manifest = await PushImageAsync("one");
        using var head = await SendAsync("HEAD", $"/v2/{Repository}/manifests/one", null, null, ("Accept", OciImage));
        Assert.Multiple(() =>
        {
            Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(head.Content.Headers.ContentLength, Is.EqualTo(manifest.Length));
            Assert.That(Header(head, "Content-Type"), Is.EqualTo(OciImage));
            Assert.That(Header(head, "Docker-Content-Digest"), Is.EqualTo(DigestOf(manifest)));
        });
        foreach (var reference in new[] { "one", DigestOf(manifest) })
        {
            var get = await GetAsync($"manifests/{reference}", ("Accept", $"{OciIndex}, {OciImage}"));
            Assert.That((Header(get, "Content-Type"), Header(get, "Docker-Content-Digest")), Is.EqualTo((OciImage, DigestOf(manifest))));
            Assert.That(await BodyAsync(get), Is.EqualTo(manifest));
        }
    }

    [Test]
    public async Task A_manifest_goes_by_the_digest_of_its_bytes()
    {
        var manifest = await PushImageAsync("one");
        var spaced = Bytes($"{System.Text.Encoding.UTF8.GetString(manifest)}\n");
        using var put = await PutManifestAsync(DigestOf(spaced), spaced);
        Assert.That((put.StatusCode, Header(put, "Docker-Content-Digest")), Is.EqualTo((HttpStatusCode.Created, DigestOf(spaced))));
        Assert.That(put.Headers.Location!.AbsolutePath, Is.EqualTo($"/v2/{Repository}/manifests/{DigestOf(spaced)}"));
        await RefusedAsync(await PutManifestAsync(Absent, manifest), HttpStatusCode.BadRequest, "DIGEST_INVALID");
    }

    [Test]
    public async Task A_tag_moves_and_what_it_named_stays()
    {
        var first = await PushImageAsync("one", "amd64");
        var second = await PushImageAsync("one", "arm64");
        Assert.That(await BodyAsync(await GetAsync("manifests/one", ("Accept", OciImage))), Is.EqualTo(second));
        Assert.That(await BodyAsync(await GetAsync($"manifests/{DigestOf(first)}", ("Accept", OciImage))), Is.EqualTo(first));
    }

    [Test]
    public async Task A_manifest_whose_blobs_are_not_there_is_refused_with_each_of_them()
    {
        var (config, layer) = (Bytes("{}"), Bytes("a layer"));
        await RefusedAsync(await PutManifestAsync("one", Image(config, layer)), HttpStatusCode.BadRequest, "MANIFEST_BLOB_UNKNOWN", "MANIFEST_BLOB_UNKNOWN");
        await PushAsync(config);
        await RefusedAsync(await PutManifestAsync("one", Image(config, layer)), HttpStatusCode.BadRequest, "MANIFEST_BLOB_UNKNOWN");
        await RefusedAsync(await GetAsync("manifests/one", ("Accept", OciImage)), HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
    }

    [Test]
    public async Task An_index_comes_after_its_children()
    {
        var (there, absent) = (await PushImageAsync("one"), Bytes("absent"));
        await RefusedAsync(await PutManifestAsync("all", Index(there, absent), OciIndex), HttpStatusCode.BadRequest, "MANIFEST_BLOB_UNKNOWN");
        using var put = await PutManifestAsync("all", Index(there), OciIndex);
        Assert.That(put.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(await BodyAsync(await GetAsync("manifests/all", ("Accept", OciIndex))), Is.EqualTo(Index(there)));
    }

    [TestCase("{", OciImage)]
    [TestCase("{\"schemaVersion\":2,\"mediaType\":\"" + DockerImage + "\"}", OciImage)]
    [TestCase("{\"schemaVersion\":2}", "text/plain")]
    public async Task What_is_no_manifest_is_refused(string body, string type) =>
        await RefusedAsync(await PutManifestAsync("one", Bytes(body), type), HttpStatusCode.BadRequest, "MANIFEST_INVALID");

    [Test]
    public async Task OCI_manifests_are_given_only_to_those_who_say_that_they_take_them()
    {
        var child = await PushImageAsync("one");
        using var put = await PutManifestAsync("all", Index(child), OciIndex);
        await RefusedAsync(await GetAsync("manifests/one"), HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
        await RefusedAsync(await GetAsync("manifests/one", ("Accept", OciIndex)), HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
        await RefusedAsync(await GetAsync("manifests/all", ("Accept", OciImage)), HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
    }

    [Test]
    public async Task A_Docker_manifest_is_given_by_digest_to_everybody_and_by_tag_to_those_who_take_it()
    {
        var manifest = await PushImageAsync("one", type: DockerImage);
        Assert.That(await BodyAsync(await GetAsync($"manifests/{DigestOf(manifest)}")), Is.EqualTo(manifest));
        Assert.That(await BodyAsync(await GetAsync("manifests/one", ("Accept", DockerImage))), Is.EqualTo(manifest));
        await RefusedAsync(await GetAsync("manifests/one"), HttpStatusCode.BadRequest, "MANIFEST_INVALID");
    }

    [Test]
    public async Task A_repository_without_tags_has_no_list_of_them()
    {
        await RefusedAsync(await GetAsync("tags/list"), HttpStatusCode.NotFound, "NAME_UNKNOWN");
        await PushAsync(Bytes("a blob"));
        await RefusedAsync(await GetAsync("tags/list"), HttpStatusCode.NotFound, "NAME_UNKNOWN");
    }

    // docker-registry 2.8 gives all tags at once, later ones and the sandbox give pages: who follows the links gets each tag once from both.
    [TestCase("?n=2")]
    [TestCase("?n=100")]
    [TestCase("")]
    public async Task The_tags_are_listed_page_by_page(string first)
    {
        string[] tags = ["one", "two", "three", "v1.0", "latest"];
        foreach (var tag in tags)
        {
            await PushImageAsync(tag);
        }

        var listed = new List<string>();
        for (var next = $"/v2/{Repository}/tags/list{first}"; next.Length > 0;)
        {
            using var page = await SendAsync("GET", next);
            var body = JsonNode.Parse(await page.Content.ReadAsStringAsync(Cancellation))!;
            Assert.That((string?)body["name"], Is.EqualTo(Repository));
            listed.AddRange(body["tags"]!.AsArray().Select(tag => (string)tag!));
            next = Header(page, "Link") is { } link ? link[1..link.IndexOf('>', StringComparison.Ordinal)] : "";
        }

        Assert.That(listed, Is.EquivalentTo(tags));
    }
}
