using System.Net;

namespace Mesh.Contracts;

/// <summary>Blobs: asked for, uploaded in one piece and in chunks, mounted, given out in ranges.</summary>
public abstract class RegistryBlobContract : RegistryContract
{
    private static readonly byte[] Blob = Bytes("0123456789abcdefghij");
    private static readonly string Absent = DigestOf(Bytes("absent"));

    [Test]
    public async Task The_root_of_the_interface_answers()
    {
        using var answer = await SendAsync("GET", "/v2/");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(Header(answer, "Docker-Distribution-Api-Version"), Is.EqualTo("registry/2.0"));
    }

    [Test]
    public async Task A_blob_that_is_not_there_is_unknown()
    {
        await RefusedAsync(await GetAsync($"blobs/{Absent}"), HttpStatusCode.NotFound, "BLOB_UNKNOWN");
        using var head = await SendAsync("HEAD", $"/v2/{Repository}/blobs/{Absent}");
        Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await BodyAsync(head), Is.Empty);
    }

    [Test]
    public async Task What_is_no_digest_is_refused() => await RefusedAsync(await GetAsync("blobs/sha256:12"), HttpStatusCode.BadRequest, "DIGEST_INVALID");

    [Test]
    public async Task A_blob_that_was_pushed_is_given_out_with_its_length_and_digest()
    {
        var digest = await PushAsync(Blob);

        using var head = await SendAsync("HEAD", $"/v2/{Repository}/blobs/{digest}");
        var get = await GetAsync($"blobs/{digest}");
        Assert.Multiple(() =>
        {
            Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(head.Content.Headers.ContentLength, Is.EqualTo(Blob.Length));
            Assert.That(Header(head, "Docker-Content-Digest"), Is.EqualTo(digest));
            Assert.That(get.Content.Headers.ContentLength, Is.EqualTo(Blob.Length));
            Assert.That(Header(get, "Accept-Ranges"), Is.EqualTo("bytes"));
        });
        Assert.That(await BodyAsync(get), Is.EqualTo(Blob));
    }

    [Test]
    public async Task A_blob_of_another_repository_is_unknown_in_this_one()
    {
        var digest = await PushAsync(Blob);
        await RefusedAsync(await SendAsync("GET", $"/v2/{Repository}-2/blobs/{digest}"), HttpStatusCode.NotFound, "BLOB_UNKNOWN");
    }

    [Test]
    public async Task An_empty_blob_is_a_blob() => Assert.That(await BodyAsync(await GetAsync($"blobs/{await PushAsync([])}")), Is.Empty);

    [TestCase("bytes=5-9", "bytes 5-9/20", "56789")]
    [TestCase("bytes=15-", "bytes 15-19/20", "fghij")]
    [TestCase("bytes=-3", "bytes 17-19/20", "hij")]
    [TestCase("bytes=18-99", "bytes 18-19/20", "ij")]
    public async Task A_part_of_a_blob_is_given_out(string range, string said, string part)
    {
        using var answer = await GetAsync($"blobs/{await PushAsync(Blob)}", ("Range", range));
        Assert.Multiple(() =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
            Assert.That(Header(answer, "Content-Range"), Is.EqualTo(said));
            Assert.That(answer.Content.Headers.ContentLength, Is.EqualTo(part.Length));
        });
        Assert.That(await BodyAsync(answer), Is.EqualTo(Bytes(part)));
    }

    [TestCase("bytes=20-")]
    [TestCase("bytes=5000000000-")]
    [TestCase("bytes=9-5")]
    [TestCase("nonsense")]
    public async Task A_part_that_is_not_there_is_refused(string range)
    {
        using var answer = await GetAsync($"blobs/{await PushAsync(Blob)}", ("Range", range));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.RequestedRangeNotSatisfiable));
    }

    [Test]
    public async Task An_upload_in_chunks_says_how_far_it_has_come()
    {
        var begun = await SendAsync("POST", $"/v2/{Repository}/blobs/uploads/");
        var first = await SendAsync("PATCH", begun.Headers.Location!.ToString(), Blob[..5], null, ("Content-Range", "0-4"));
        var status = await SendAsync("GET", first.Headers.Location!.ToString());
        var second = await SendAsync("PATCH", status.Headers.Location!.ToString(), Blob[5..]);
        var done = await SendAsync("PUT", Finishing(second.Headers.Location!, DigestOf(Blob)));
        Assert.Multiple(() =>
        {
            Assert.That((begun.StatusCode, Header(begun, "Range")), Is.EqualTo((HttpStatusCode.Accepted, "0-0")));
            Assert.That((first.StatusCode, Header(first, "Range")), Is.EqualTo((HttpStatusCode.Accepted, "0-4")));
            Assert.That((status.StatusCode, Header(status, "Range")), Is.EqualTo((HttpStatusCode.NoContent, "0-4")));
            Assert.That((second.StatusCode, Header(second, "Range")), Is.EqualTo((HttpStatusCode.Accepted, "0-19")));
            Assert.That(done.StatusCode, Is.EqualTo(HttpStatusCode.Created));
            Assert.That(Header(done, "Docker-Content-Digest"), Is.EqualTo(DigestOf(Blob)));
            Assert.That(done.Headers.Location!.AbsolutePath, Is.EqualTo($"/v2/{Repository}/blobs/{DigestOf(Blob)}"));
        });
        Assert.That(await BodyAsync(await GetAsync($"blobs/{DigestOf(Blob)}")), Is.EqualTo(Blob));
    }

    [Test]
    public async Task An_upload_ends_with_the_last_chunk_in_the_closing_request()
    {
        using var first = await SendAsync("PATCH", (await BeginAsync()).ToString(), Blob[..5]);
        using var done = await SendAsync("PUT", Finishing(first.Headers.Location!, DigestOf(Blob)), Blob[5..]);
        Assert.That(done.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(await BodyAsync(await GetAsync($"blobs/{DigestOf(Blob)}")), Is.EqualTo(Blob));
    }

    [Test]
    public async Task Content_of_another_digest_is_refused_and_is_not_there()
    {
        await RefusedAsync(await SendAsync("PUT", Finishing(await BeginAsync(), Absent), Blob), HttpStatusCode.BadRequest, "DIGEST_INVALID");
        await RefusedAsync(await GetAsync($"blobs/{Absent}"), HttpStatusCode.NotFound, "BLOB_UNKNOWN");
        await RefusedAsync(await GetAsync($"blobs/{DigestOf(Blob)}"), HttpStatusCode.NotFound, "BLOB_UNKNOWN");
    }

    [Test]
    public async Task An_upload_ends_only_with_a_digest()
    {
        await RefusedAsync(await SendAsync("PUT", (await BeginAsync()).ToString(), Blob), HttpStatusCode.BadRequest, "DIGEST_INVALID");
        await RefusedAsync(await SendAsync("PUT", Finishing(await BeginAsync(), "md5:12"), Blob), HttpStatusCode.BadRequest, "DIGEST_INVALID");
    }

    [Test]
    public async Task An_upload_that_was_given_up_or_has_ended_is_unknown()
    {
        var begun = (await BeginAsync()).ToString();
        using var given = await SendAsync("DELETE", begun);
        Assert.That(given.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        await RefusedAsync(await SendAsync("PATCH", begun, Blob), HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN");

        var upload = await BeginAsync();
        using var done = await SendAsync("PUT", Finishing(upload, DigestOf(Blob)), Blob);
        await RefusedAsync(await SendAsync("PUT", Finishing(upload, DigestOf(Blob)), Blob), HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN");
    }

    [Test]
    public async Task An_upload_goes_on_at_the_newest_address_only()
    {
        var begun = (await BeginAsync()).ToString();
        using var first = await SendAsync("PATCH", begun, Blob[..5]);
        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        await RefusedAsync(await SendAsync("PATCH", begun, Blob[5..]), HttpStatusCode.NotFound, "BLOB_UPLOAD_INVALID");
    }

    [Test]
    public async Task A_blob_is_not_taken_in_the_request_that_begins_an_upload()
    {
        using var answer = await SendAsync("POST", $"/v2/{Repository}/blobs/uploads/?digest={Uri.EscapeDataString(DigestOf(Blob))}", Blob);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        await RefusedAsync(await GetAsync($"blobs/{DigestOf(Blob)}"), HttpStatusCode.NotFound, "BLOB_UNKNOWN");
    }

    [Test]
    public async Task A_blob_is_mounted_from_another_repository()
    {
        var digest = await PushAsync(Blob);
        using var mounted = await MountAsync(digest, Repository);
        Assert.Multiple(() =>
        {
            Assert.That(mounted.StatusCode, Is.EqualTo(HttpStatusCode.Created));
            Assert.That(Header(mounted, "Docker-Content-Digest"), Is.EqualTo(digest));
        });
        Assert.That(await BodyAsync(await SendAsync("GET", $"/v2/{Repository}-2/blobs/{digest}")), Is.EqualTo(Blob));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_cannot_be_mounted_begins_an_upload(bool knownRepository)
    {
        await PushAsync(Blob);
        using var answer = await MountAsync(knownRepository ? Absent : DigestOf(Blob), knownRepository ? Repository : "contract/none");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        using var done = await SendAsync("PUT", Finishing(answer.Headers.Location!, DigestOf(Blob)), Blob);
        Assert.That(done.StatusCode, Is.EqualTo(HttpStatusCode.Created));
    }

    private Task<HttpResponseMessage> MountAsync(string digest, string from) =>
        SendAsync("POST", $"/v2/{Repository}-2/blobs/uploads/?mount={Uri.EscapeDataString(digest)}&from={Uri.EscapeDataString(from)}");
}
