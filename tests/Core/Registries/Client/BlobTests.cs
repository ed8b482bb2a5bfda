using System.Net;
using System.Net.Http.Headers;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Registries;
using Mesh.Core.Registries.Manifests;
using Mesh.Core.Tests.Kubernetes;
using static Mesh.Core.Tests.Registries.RegistryBench;
using static Mesh.Core.Tests.Registries.ScriptedRegistry;

namespace Mesh.Core.Tests.Registries.Client;

public sealed class BlobTests
{
    private static readonly ImageRepository A = Repository("localhost:5000/a");
    private readonly RegistryBench bench = new();
    private readonly byte[] content = new byte[300_000];

    public BlobTests() => new Random(7).NextBytes(content);

    [Test]
    public async Task A_small_blob_is_read_whole_and_verified()
    {
        var handler = new ScriptedRegistry(_ => Bytes(Config, "application/octet-stream"));
        using var client = bench.Client(handler);

        Assert.That((await client.GetBlobAsync(A, Blob(Config), default)).ToArray(), Is.EqualTo(Config));
        Assert.That(handler.Asked, Is.EqualTo(new[] { $"GET https://localhost:5000/v2/a/blobs/{Digest.Of(Config)}" }));
    }

    [Test]
    public async Task A_blob_of_another_digest_or_size_is_invalid()
    {
        using var client = bench.Client(new ScriptedRegistry(_ => Bytes(Config, "application/octet-stream")));

        var digest = await FailureAsync(() => client.GetBlobAsync(A, Blob(Config) with { Digest = Digest.Of([]) }, default));
        var size = await FailureAsync(() => client.GetBlobAsync(A, Blob(Config) with { Size = 3 }, default));

        Assert.That((FaultOf(digest), FaultOf(size)), Is.EqualTo(((RegistryFault?)RegistryFault.Invalid, (RegistryFault?)RegistryFault.Invalid)));
        Assert.That(digest.Reason, Does.Contain($"its digest is {Digest.Of(Config)}"));
        Assert.That(size.Reason, Does.Contain($"it has {Config.Length} bytes, not 3"));
    }

    [Test]
    public async Task A_blob_that_is_said_to_be_huge_is_not_even_asked_for()
    {
        var handler = new ScriptedRegistry(_ => Bytes(Config, "application/octet-stream"));
        using var client = bench.Client(handler);

        Assert.That(FaultOf(await FailureAsync(() => client.GetBlobAsync(A, Blob(Config) with { Size = long.MaxValue }, default))), Is.EqualTo(RegistryFault.Invalid));
        Assert.That(handler.Calls, Is.Empty);
    }

    [Test]
    public async Task A_missing_blob_is_said()
    {
        using var client = bench.Client(new ScriptedRegistry(call => call.Method == "HEAD" ? new HttpResponseMessage(HttpStatusCode.NotFound) : Error(404, "BLOB_UNKNOWN")));

        Assert.That(await client.HasBlobAsync(A, Blob(Config), default), Is.False);
        Assert.That(FaultOf(await FailureAsync(() => client.GetBlobAsync(A, Blob(Config), default))), Is.EqualTo(RegistryFault.BlobMissing));
        var failure = await FailureAsync(() => client.OpenBlobAsync(A, Blob(Config), default));
        Assert.That((failure.ExitCode, FaultOf(failure)), Is.EqualTo((ExitCode.NoInput, RegistryFault.BlobMissing)));
    }

    [Test]
    public async Task A_stream_gives_the_blob_and_its_end()
    {
        using var client = bench.Client(new ScriptedRegistry(_ => Bytes(content, "application/octet-stream")));

        Assert.That(Digest.Of(await ReadAsync(client)), Is.EqualTo(Digest.Of(content)));
    }

    [Test]
    public async Task A_stream_that_breaks_is_taken_up_where_it_broke()
    {
        var handler = new ScriptedRegistry(call => Stream(content[From(call)..], breaksAfter: 70_000, From(call)));
        using var client = bench.Client(handler);

        Assert.That(Digest.Of(await ReadAsync(client)), Is.EqualTo(Digest.Of(content)));
        Assert.That(handler.Calls.Select(call => From(call)), Is.EqualTo(new[] { 0, 70_000, 140_000, 210_000, 280_000 }));
    }

    [Test]
    public async Task A_registry_that_knows_no_ranges_is_read_over()
    {
        var calls = 0;
        using var client = bench.Client(new ScriptedRegistry(_ => Stream(content, breaksAfter: ++calls * 100_000, from: null)));

        Assert.That(Digest.Of(await ReadAsync(client)), Is.EqualTo(Digest.Of(content)));
        Assert.That(calls, Is.EqualTo(3));
    }

    [Test]
    public async Task A_stream_that_goes_on_somewhere_else_is_invalid()
    {
        using var client = bench.Client(new ScriptedRegistry(call => Stream(content[From(call)..], breaksAfter: 70_000, from: From(call) == 0 ? 0 : 5)));

        Assert.That((await FailureAsync(() => ReadAsync(client))).Reason, Does.Contain("asked for its bytes from 70000 on, it gives those from 5 on"));
    }

    [Test]
    public async Task A_stream_that_breaks_again_and_again_ends()
    {
        var handler = new ScriptedRegistry(call => Stream(content[From(call)..], breaksAfter: 1, From(call)));
        using var client = bench.Client(handler);

        var failure = await FailureAsync(() => ReadAsync(client));

        Assert.That((failure.ExitCode, FaultOf(failure)), Is.EqualTo((ExitCode.Unavailable, RegistryFault.Unreachable)));
        Assert.That(handler.Calls, Has.Count.EqualTo(6));
    }

    [Test]
    public async Task A_stream_that_ends_too_early_is_truncated()
    {
        using var client = bench.Client(new ScriptedRegistry(call => Bytes(content[Math.Min(From(call), 1000)..1000], "application/octet-stream")));

        var failure = await FailureAsync(() => ReadAsync(client));

        Assert.That(FaultOf(failure), Is.EqualTo(RegistryFault.Invalid));
        Assert.That(failure.Reason, Does.Contain("truncated").And.Contain("300000 bytes are promised"));
    }

    [Test]
    public async Task A_stream_of_another_digest_never_comes_to_its_end()
    {
        var other = (byte[])content.Clone();
        other[^1]++;
        using var client = bench.Client(new ScriptedRegistry(_ => Bytes(other, "application/octet-stream")));

        var failure = await FailureAsync(() => ReadAsync(client));

        Assert.That(FaultOf(failure), Is.EqualTo(RegistryFault.Invalid));
        Assert.That(failure.Reason, Does.Contain($"its digest is {Digest.Of(other)}"));
    }

    [Test]
    public async Task A_stream_that_is_too_long_ends_where_that_is_known()
    {
        using var client = bench.Client(new ScriptedRegistry(_ => Bytes([.. content, 0], "application/octet-stream")));

        Assert.That((await FailureAsync(() => ReadAsync(client))).Reason, Does.Contain("larger than the 300000 bytes its manifest says"));
    }

    [Test]
    public async Task A_stream_that_trickles_ends()
    {
        var handler = new ScriptedRegistry(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new TricklingStream(content, () => ((SkippingTime)bench.Time).Advance(TimeSpan.FromSeconds(20)))) });
        using var client = bench.Client(handler);

        var failure = await FailureAsync(() => ReadAsync(client));

        Assert.That((failure.ExitCode, FaultOf(failure)), Is.EqualTo((ExitCode.Unavailable, RegistryFault.Unreachable)));
        Assert.That(handler.Calls, Has.Count.EqualTo(6));
    }

    [Test]
    public async Task A_stream_that_falls_silent_is_taken_up_again()
    {
        var silent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = new ScriptedRegistry(call => From(call) == 0
            ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new SilentStream(content[..1000], silent)) }
            : Stream(content[From(call)..], int.MaxValue, From(call)));
        using var client = bench.Client(handler);

        var reading = ReadAsync(client);
        await silent.Task;
        ((SkippingTime)bench.Time).Advance(TimeSpan.FromSeconds(31));

        Assert.That(Digest.Of(await reading), Is.EqualTo(Digest.Of(content)));
        Assert.That(handler.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task As_many_streams_as_there_are_may_feed_uploads_to_the_same_registry()
    {
        var handler = new ScriptedRegistry(call => call.Method switch
        {
            "GET" => Bytes(content, "application/octet-stream"),
            "HEAD" => new HttpResponseMessage(HttpStatusCode.NotFound),
            "PUT" => new HttpResponseMessage(HttpStatusCode.Created),
            _ => Location("/v2/b/blobs/uploads/1"),
        });
        using var client = bench.Client(handler);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.UploadBlobAsync(Repository("localhost:5000/b"), Blob(content), stop => client.OpenBlobAsync(A, Blob(content), stop), null, default)));

        Assert.That(handler.Calls.Count(call => call.Method == "PATCH" && call.Body.Length == content.Length), Is.EqualTo(50));
    }

    internal static HttpResponseMessage Location(string location, HttpStatusCode status = HttpStatusCode.Accepted)
    {
        var response = new HttpResponseMessage(status);
        response.Headers.TryAddWithoutValidation("Location", location);
        return response;
    }

    private static int From(Call call) => (int)(call.Request.Headers.Range?.Ranges.Single().From ?? 0);

    private static HttpResponseMessage Stream(byte[] rest, int breaksAfter, int? from)
    {
        var response = new HttpResponseMessage(from > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK) { Content = new StreamContent(new BreakingStream(rest, breaksAfter)) };
        response.Content.Headers.ContentRange = from > 0 ? new ContentRangeHeaderValue(from.Value, from.Value + rest.Length - 1) : null;
        return response;
    }

    private async Task<byte[]> ReadAsync(RegistryClient client)
    {
        await using var stream = await client.OpenBlobAsync(A, Blob(content), default);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private sealed class TricklingStream(byte[] content, Action wait) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            wait();
            return base.ReadAsync(buffer[..1], cancellationToken);
        }
    }

    private sealed class SilentStream(byte[] content, TaskCompletionSource silent) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position == Length)
            {
                silent.SetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return await base.ReadAsync(buffer, cancellationToken);
        }
    }

    private sealed class BreakingStream(byte[] content, int breaksAfter) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var left = breaksAfter - (int)Position;
            return left <= 0 && Position < Length ? throw new IOException("connection reset") : base.ReadAsync(buffer[..Math.Min(buffer.Length, Math.Max(left, 1))], cancellationToken);
        }
    }
}
