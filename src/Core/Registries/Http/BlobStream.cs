using System.Net;
using System.Security.Cryptography;
using Mesh.Core.Model;
using Mesh.Core.Network;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Core.Registries.Http;

/// <summary>A blob as it comes: hashed on the way, taken up again where it broke, and judged at its end, before the end is given out.</summary>
internal sealed class BlobStream(RegistryDoor door, Descriptor blob, string what, Func<long, CancellationToken, Task<HttpResponseMessage>> open) : Stream
{
    private const int MostResumed = 5;

    // A stream that brings less than this in the time is not coming but trickling.
    private const int LeastBytes = 16 * 1024;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private readonly IncrementalHash hash = blob.Digest.StartHash();
    private HttpResponseMessage? response;
    private Stream? body;
    private CancellationTokenSource? silence;
    private long position;
    private long windowStart;
    private long windowBytes;
    private int resumed;
    private bool disposed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => blob.Size;

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    /// <summary>Opens the body where reading stands.</summary>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        Close();
        response = await open(position, cancellation);
        body = await response.Content.ReadAsStreamAsync(cancellation);
        (windowStart, windowBytes) = (door.Time.GetTimestamp(), 0);
        if (position == 0)
        {
            return;
        }

        if (response.StatusCode == HttpStatusCode.OK)
        {
            // It does not know ranges; what has come already is read over.
            await SkipAsync(position, cancellation);
        }
        else if (response.Content.Headers.ContentRange?.From != position)
        {
            throw RegistryErrors.Invalid(door.Endpoint, what, $"asked for its bytes from {position} on, it gives those from {response.Content.Headers.ContentRange?.From?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "nobody knows where"} on");
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (buffer.Length == 0)
        {
            return 0;
        }

        while (true)
        {
            try
            {
                if (body is null)
                {
                    await OpenAsync(cancellationToken);
                }

                var read = await ReadOnceAsync(buffer, cancellationToken);
                return read == 0 ? End() : Take(buffer.Span[..read]);
            }
            catch (Exception exception) when (NoAnswer.Is(exception, cancellationToken))
            {
                if (++resumed > MostResumed)
                {
                    throw exception is TruncatedException ? RegistryErrors.Invalid(door.Endpoint, what, exception.Message, exception) : RegistryErrors.Unreachable(door.Endpoint, what, NoAnswer.From(exception, Silence));
                }

                Close();
            }
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("registries are read asynchronously");

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !disposed)
        {
            disposed = true;
            Close();
            silence?.Dispose();
            hash.Dispose();
            door.Streams.Release();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (silence is null || !silence.TryReset())
        {
            silence?.Dispose();
            silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, door.Time);
        }

        silence.CancelAfter(Silence);
        using var stop = cancellation.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellation, silence.Token) : null;
        var read = await body!.ReadAsync(buffer, stop?.Token ?? silence.Token);
        windowBytes += read;
        if (door.Time.GetElapsedTime(windowStart) > Silence)
        {
            if (windowBytes < LeastBytes && read > 0)
            {
                throw new OperationCanceledException("it trickles");
            }

            (windowStart, windowBytes) = (door.Time.GetTimestamp(), 0);
        }

        return read;
    }

    private int Take(ReadOnlySpan<byte> read)
    {
        position += read.Length;
        if (position > blob.Size)
        {
            throw RegistryErrors.Invalid(door.Endpoint, what, $"it is larger than the {blob.Size} bytes its manifest says");
        }

        hash.AppendData(read);
        return read.Length;
    }

    private int End()
    {
        if (position < blob.Size)
        {
            throw new TruncatedException(blob.Size, null);
        }

        var algorithm = blob.Digest.Algorithm == "sha512" ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;
        return Digest.OfHash(algorithm, hash.GetCurrentHash()) is var found && found == blob.Digest ? 0 : throw RegistryErrors.Invalid(door.Endpoint, what, $"its digest is {found}");
    }

    private async Task SkipAsync(long count, CancellationToken cancellation)
    {
        var scratch = new byte[64 * 1024];
        while (count > 0)
        {
            var read = await ReadOnceAsync(scratch.AsMemory(0, (int)Math.Min(count, scratch.Length)), cancellation);
            count -= read > 0 ? read : throw new TruncatedException(blob.Size, null);
        }
    }

    private new void Close()
    {
        response?.Dispose();
        (response, body) = (null, null);
    }
}
