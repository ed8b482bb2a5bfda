namespace Mesh.Core.Registries.Http;

/// <summary>What is sent: tells how much of it has gone, remembers what failed in reading it, and notices when nobody takes it any more.</summary>
internal sealed class WatchedStream(Stream source, IProgress<long>? progress, TimeProvider time) : Stream
{
    /// <summary>How long a receiver may take nothing; after the last byte also how long it may think.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource stalled = new(Silence, time);
    private long sent;

    /// <summary>Ends when nothing has been taken for too long.</summary>
    public CancellationToken Stalled => stalled.Token;

    /// <summary>What the source threw; null for nothing.</summary>
    public Exception? Failure { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => sent;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            // Who reads has taken what came before; the source has time limits of its own.
            stalled.CancelAfter(Timeout.InfiniteTimeSpan);
            var read = await source.ReadAsync(buffer, cancellationToken);
            stalled.CancelAfter(Silence);
            sent += read;
            progress?.Report(sent);
            return read;
        }
        catch (Exception exception)
        {
            Failure = exception;
            throw;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("sent asynchronously");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
            stalled.Dispose();
        }

        base.Dispose(disposing);
    }
}
