using System.Net;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Registries;
using Mesh.Core.Registries.Manifests;
using Mesh.Core.Tests.Kubernetes;
using static Mesh.Core.Tests.Registries.RegistryBench;
using static Mesh.Core.Tests.Registries.ScriptedRegistry;

namespace Mesh.Core.Tests.Registries.Client;

public sealed class PushTests
{
    private const string Upload = "/v2/a/blobs/uploads/1?_state=x%3D";
    private static readonly ImageRepository A = Repository("localhost:5000/a");
    private static readonly byte[] Layer = [1, 2, 3, 4, 5, 6, 7];
    private readonly RegistryBench bench = new();

    [Test]
    public async Task A_blob_is_begun_sent_and_finished_where_the_registry_says()
    {
        var handler = Uploading();
        using var client = bench.Client(handler);
        var progress = new Progress();

        await client.UploadBlobAsync(A, Blob(Layer), _ => Task.FromResult<Stream>(new MemoryStream(Layer)), progress, default);

        Assert.That(handler.Asked, Is.EqualTo(new[]
        {
            "POST https://localhost:5000/v2/a/blobs/uploads/",
            $"PATCH https://localhost:5000{Upload}",
            $"PUT https://localhost:5000/v2/a/blobs/uploads/2?_state=y&digest=sha256%3A{Digest.Of(Layer).ToString()[7..]}",
        }));
        var patch = handler.Calls.ElementAt(1);
        Assert.That(patch.Body, Is.EqualTo(Layer));
        Assert.That(patch.Request.Content!.Headers.ContentLength, Is.EqualTo(Layer.Length));
        Assert.That(progress.Last, Is.EqualTo(Layer.Length));
    }

    [Test]
    public async Task An_empty_blob_has_nothing_to_send()
    {
        var handler = Uploading();
        using var client = bench.Client(handler);

        await client.UploadBlobAsync(A, Blob([]), _ => throw new InvalidOperationException("nothing to open"), null, default);

        Assert.That(handler.Calls.Select(call => call.Method), Is.EqualTo(new[] { "POST", "PUT" }));
    }

    [TestCase(500)]
    [TestCase(503)]
    [TestCase(401)]
    [TestCase(429)]
    public async Task What_breaks_in_the_middle_is_sent_again_whole(int status)
    {
        var broken = true;
        var handler = Uploading(call => call.Method == "PATCH" && broken && !(broken = false) ? Error(status, "UNKNOWN") : null);
        using var client = bench.Client(handler);
        var opened = 0;

        await client.UploadBlobAsync(
            A,
            Blob(Layer),
            _ =>
            {
                opened++;
                return Task.FromResult<Stream>(new MemoryStream(Layer));
            },
            null,
            default);

        Assert.That(opened, Is.EqualTo(2));
        Assert.That(handler.Calls.Select(call => call.Method), Is.EqualTo(new[] { "POST", "PATCH", "HEAD", "POST", "PATCH", "PUT" }));
    }

    [Test]
    public async Task A_finish_whose_answer_got_lost_is_not_sent_again()
    {
        var handler = Uploading(call => call.Method switch { "PUT" => Error(404, "BLOB_UPLOAD_UNKNOWN"), "HEAD" => new HttpResponseMessage(HttpStatusCode.OK), _ => null });
        using var client = bench.Client(handler);

        await client.UploadBlobAsync(A, Blob(Layer), _ => Task.FromResult<Stream>(new MemoryStream(Layer)), null, default);

        Assert.That(handler.Calls.Select(call => call.Method), Is.EqualTo(new[] { "POST", "PATCH", "PUT", "HEAD" }));
    }

    [Test]
    public async Task What_never_works_ends()
    {
        var handler = Uploading(call => call.Method == "PATCH" ? Error(500, "UNKNOWN") : null);
        using var client = bench.Client(handler);

        var failure = await FailureAsync(() => client.UploadBlobAsync(A, Blob(Layer), _ => Task.FromResult<Stream>(new MemoryStream(Layer)), null, default));

        Assert.That((failure.ExitCode, FaultOf(failure)), Is.EqualTo((ExitCode.Unavailable, RegistryFault.Unreachable)));
        Assert.That(handler.Calls.Count(call => call.Method == "PATCH"), Is.EqualTo(6));
    }

    [Test]
    public async Task An_upload_that_nobody_takes_ends_and_the_registry_is_asked_whether_it_has_it()
    {
        var sent = new TaskCompletionSource();
        var handler = new ScriptedRegistry(async call =>
        {
            if (call.Method == "PATCH")
            {
                sent.SetResult();
                await Task.Delay(Timeout.Infinite, call.Cancellation);
            }

            return call.Method == "HEAD" ? new HttpResponseMessage(HttpStatusCode.OK) : BlobTests.Location(Upload);
        });
        using var client = bench.Client(handler);

        var uploading = client.UploadBlobAsync(A, Blob(Layer), _ => Task.FromResult<Stream>(new MemoryStream(Layer)), null, default);
        await sent.Task;
        ((SkippingTime)bench.Time).Advance(TimeSpan.FromSeconds(61));
        await uploading;

        Assert.That(handler.Calls.Select(call => call.Method), Is.EqualTo(new[] { "POST", "PATCH", "HEAD" }));
    }

    [Test]
    public async Task What_the_source_throws_is_what_is_said()
    {
        using var client = bench.Client(Uploading());
        var broken = new RegistryException(RegistryFault.Invalid, "x").With("the source is of another digest", "y");

        var failure = await FailureAsync(() => client.UploadBlobAsync(A, Blob(Layer), _ => Task.FromResult<Stream>(new FailingStream(broken)), null, default));

        Assert.That(failure, Is.SameAs(broken));
    }

    [TestCase(404, "NAME_UNKNOWN", RegistryFault.RepositoryMissing, ExitCode.NoInput)]
    [TestCase(401, "UNAUTHORIZED", RegistryFault.Refused, ExitCode.Forbidden)]
    [TestCase(403, "DENIED", RegistryFault.Refused, ExitCode.Forbidden)]
    [TestCase(405, "UNSUPPORTED", RegistryFault.PushRefused, ExitCode.Refused)]
    [TestCase(413, "SIZE", RegistryFault.PushRefused, ExitCode.Refused)]
    public async Task A_registry_that_does_not_take_it_is_not_asked_again(int status, string code, RegistryFault fault, int exitCode)
    {
        var handler = Uploading(_ => Error(status, code));
        using var client = bench.Client(handler);

        var failure = await FailureAsync(() => client.UploadBlobAsync(A, Blob(Layer), _ => Task.FromResult<Stream>(new MemoryStream(Layer)), null, default));

        Assert.That((failure.ExitCode, FaultOf(failure)), Is.EqualTo((exitCode, fault)));
        Assert.That(handler.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_upload_without_a_place_is_invalid()
    {
        using var client = bench.Client(Uploading(_ => new HttpResponseMessage(HttpStatusCode.Accepted)));

        Assert.That((await FailureAsync(() => client.UploadBlobAsync(A, Blob(Layer), _ => Task.FromResult<Stream>(new MemoryStream(Layer)), null, default))).Reason, Does.Contain("does not say where to send it"));
    }

    [Test]
    public async Task A_mount_asks_for_both_repositories_rights()
    {
        var handler = new ScriptedRegistry(call => call.Path == "/token" ? Text(200, """{"token":"t"}""") : call.Authorization is null ? Challenge("""Bearer realm="https://auth.test/token",scope="repository:a:pull,push" """) : new HttpResponseMessage(HttpStatusCode.Created));
        using var client = bench.Client(handler);

        Assert.That(await client.MountBlobAsync(A, Blob(Layer), Repository("localhost:5000/b/c"), default), Is.True);
        Assert.That(handler.Asked, Is.EqualTo(new[]
        {
            $"POST https://localhost:5000/v2/a/blobs/uploads/?mount={Digest.Of(Layer)}&from=b%2Fc",
            "GET https://auth.test/token?scope=repository%3Aa%3Apull%2Cpush&scope=repository%3Ab%2Fc%3Apull",
            $"POST https://localhost:5000/v2/a/blobs/uploads/?mount={Digest.Of(Layer)}&from=b%2Fc",
        }));
    }

    [TestCase(204)]
    [TestCase(404)]
    [TestCase(405)]
    public async Task A_registry_that_does_not_mount_begins_an_upload_which_is_cancelled(int cancelled)
    {
        var handler = new ScriptedRegistry(call => call.Method == "DELETE" ? Error(cancelled, "UNSUPPORTED") : BlobTests.Location(Upload));
        using var client = bench.Client(handler);

        Assert.That(await client.MountBlobAsync(A, Blob(Layer), Repository("localhost:5000/b"), default), Is.False);
        Assert.That(handler.Asked.Last(), Is.EqualTo($"DELETE https://localhost:5000{Upload}"));
    }

    [TestCase(400)]
    [TestCase(403)]
    [TestCase(404)]
    [TestCase(405)]
    public async Task A_registry_that_knows_no_mounts_is_no_failure(int status)
    {
        using var client = bench.Client(new ScriptedRegistry(_ => Error(status, "UNSUPPORTED")));

        Assert.That(await client.MountBlobAsync(A, Blob(Layer), Repository("localhost:5000/b"), default), Is.False);
    }

    [Test]
    public async Task A_manifest_is_put_as_it_is_and_what_was_stored_is_compared()
    {
        var handler = new ScriptedRegistry(_ => Stored(Digest.Of(ImageBody())));
        using var client = bench.Client(handler);

        await client.PutManifestAsync(Image("localhost:5000/a:1"), Manifest(), default);

        var call = handler.Calls.Single();
        Assert.That((call.Method, call.Address, call.Request.Content!.Headers.ContentType!.MediaType), Is.EqualTo(("PUT", "https://localhost:5000/v2/a/manifests/1", MediaTypes.OciImage)));
        Assert.That(call.Body, Is.EqualTo(ImageBody()));
    }

    [Test]
    public async Task A_registry_that_stored_something_else_is_found_out()
    {
        using var client = bench.Client(new ScriptedRegistry(_ => Stored(Digest.Of([]))));

        var failure = await FailureAsync(() => client.PutManifestAsync(Image("localhost:5000/a:1"), Manifest(), default));

        Assert.That(FaultOf(failure), Is.EqualTo(RegistryFault.Invalid));
        Assert.That(failure.Reason, Does.Contain($"it stored {Digest.Of([])} where {Digest.Of(ImageBody())} was put"));
    }

    [Test]
    public async Task A_registry_that_does_not_say_what_it_stored_is_asked()
    {
        var handler = new ScriptedRegistry(call => call.Method == "PUT" ? new HttpResponseMessage(HttpStatusCode.Created) : ScriptedRegistry.Manifest(ImageBody()));
        using var client = bench.Client(handler);

        await client.PutManifestAsync(Image("localhost:5000/a:1"), Manifest(), default);

        Assert.That(handler.Calls.Select(call => call.Method), Is.EqualTo(new[] { "PUT", "GET" }));
    }

    [TestCase(400, "TAG_INVALID", "The image tag '1' already exists in the 'a' repository and cannot be overwritten because the repository is immutable.", RegistryFault.PushRefused, ExitCode.Refused)]
    [TestCase(412, "PRECONDITION", "Failed to process request due to 'a:1' configured as immutable.", RegistryFault.PushRefused, ExitCode.Refused)]
    [TestCase(403, "DENIED", "adding 1 MiB of storage resource will exceed the configured upper limit", RegistryFault.PushRefused, ExitCode.Refused)]
    [TestCase(409, "MANIFEST_CONFLICT", "ImageTagAlreadyExists", RegistryFault.PushRefused, ExitCode.Refused)]
    [TestCase(403, "DENIED", "requested access to the resource is denied", RegistryFault.Refused, ExitCode.Forbidden)]
    [TestCase(404, "NAME_UNKNOWN", "The repository with name 'a' does not exist", RegistryFault.RepositoryMissing, ExitCode.NoInput)]
    [TestCase(404, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry", RegistryFault.BlobMissing, ExitCode.NoInput)]
    public async Task What_is_not_taken_says_why(int status, string code, string message, RegistryFault fault, int exitCode)
    {
        using var client = bench.Client(new ScriptedRegistry(_ => Error(status, code, message)));

        var failure = await FailureAsync(() => client.PutManifestAsync(Image("localhost:5000/a:1"), Manifest(), default));

        Assert.That((failure.ExitCode, FaultOf(failure)), Is.EqualTo((exitCode, fault)));
        Assert.That(failure.Reason, Does.Contain(message));
    }

    [Test]
    public async Task Of_other_registries_than_ECR_nothing_is_asked_about_repositories()
    {
        var handler = new ScriptedRegistry(_ => Error(500, "UNKNOWN"));
        using var client = bench.Client(handler);

        Assert.That(await client.HasRepositoryAsync(A, default), Is.True);
        await client.CreateRepositoryAsync(A, default);
        Assert.That(handler.Calls, Is.Empty);
    }

    private static Manifest Manifest() => ManifestReader.Read(ImageBody(), null, Digest.Of(ImageBody()));

    private static HttpResponseMessage Stored(Digest digest)
    {
        var response = new HttpResponseMessage(HttpStatusCode.Created);
        response.Headers.TryAddWithoutValidation("Docker-Content-Digest", digest.ToString());
        return response;
    }

    private static ScriptedRegistry Uploading(Func<Call, HttpResponseMessage?>? first = null) => new(call => first?.Invoke(call) ?? call.Method switch
    {
        "POST" => BlobTests.Location(Upload),
        "PATCH" => BlobTests.Location("https://localhost:5000/v2/a/blobs/uploads/2?_state=y"),
        "HEAD" => new HttpResponseMessage(HttpStatusCode.NotFound),
        _ => new HttpResponseMessage(HttpStatusCode.Created),
    });

    private sealed class Progress : IProgress<long>
    {
        public long Last { get; private set; }

        public void Report(long value) => Last = value;
    }

    private sealed class FailingStream(Exception failure) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw failure;
    }
}
