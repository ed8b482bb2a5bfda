namespace Mesh.Core.Registries.Http;

/// <summary>What is sent: tells how much of it has gone, remembers what failed in reading it, and notices when nobody takes it any more.</summary>
/// <param name="source">What to send; disposed with this.</param>
/// <param name="progress">Told how much has gone.</param>
/// <param name="stalled">Cancelled when nothing has been taken for too long; the owner's to dispose.</param>
internal sealed class WatchedStream(Stream source, IProgress<long>? progress, CancellationTokenSource stalled) : Stream
{
    /// <summary>How long a receiver may take nothing; after the last byte also how long it may think.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    private long sent;

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
            // Who sends it closes it behind the last byte, and then the answer is still to come: the silence goes on until whoever owns it ends it.
            source.Dispose();
        }

        base.Dispose(disposing);
    }
}
