using Mesh.Core.Network;

namespace Mesh.Core.Registries.Http;

/// <summary>Reads answers' bodies.</summary>
internal static class Bodies
{
    /// <summary>A body that is used: whole, or not at all.</summary>
    /// <exception cref="TruncatedException">It ended too early.</exception>
    /// <exception cref="System.Net.ProtocolViolationException">It is larger than allowed.</exception>
    public static async Task<ReadOnlyMemory<byte>> WholeAsync(HttpContent content, int largest, CancellationToken cancellation)
    {
        var promised = content.Headers.ContentLength;
        try
        {
            var body = await BoundedBody.ReadAsync(content, largest, cancellation);
            return promised is null || promised == body.Length ? body : throw new TruncatedException(promised, null);
        }
        catch (HttpIOException exception) when (exception.HttpRequestError == HttpRequestError.ResponseEnded)
        {
            throw new TruncatedException(promised, exception);
        }
    }

    /// <summary>The beginning of a body that is only shown: what of it can be had.</summary>
    public static async Task<ReadOnlyMemory<byte>> BeginningAsync(HttpContent content, int most, CancellationToken cancellation)
    {
        var buffer = new byte[most];
        var length = 0;
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellation);
            for (int read; length < most && (read = await stream.ReadAsync(buffer.AsMemory(length), cancellation)) > 0;)
            {
                length += read;
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            // The status has said what counts.
        }

        return buffer.AsMemory(0, length);
    }
}
