namespace Mesh.Core.Diagnosis.Archives;

/// <summary>Reads no more than so many bytes, whatever comes: a few kilobytes of gzip can hold gigabytes.</summary>
/// <param name="inner">What is read.</param>
/// <param name="most">How many bytes.</param>
internal sealed class BoundedStream(Stream inner, long most) : Stream
{
    private long read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => read;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var some = inner.Read(buffer);
        read += some;
        return read <= most ? some : throw new FormatException($"it unpacks to more than {most >> 20} MB");
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
