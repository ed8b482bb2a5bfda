using System.Net;

namespace Mesh.Core.Network;

/// <summary>Reads a body whole, but not without end.</summary>
internal static class BoundedBody
{
    /// <param name="content">The body.</param>
    /// <param name="largest">The most bytes it may have.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ProtocolViolationException">It is larger.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, int largest, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength > largest)
        {
            throw TooLarge(largest);
        }

        using var buffer = new MemoryStream((int)Math.Min(content.Headers.ContentLength ?? 0, 1024 * 1024));
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        var chunk = new byte[64 * 1024];
        for (int read; (read = await stream.ReadAsync(chunk, cancellation)) > 0;)
        {
            if (buffer.Length + read > largest)
            {
                throw TooLarge(largest);
            }

            buffer.Write(chunk, 0, read);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static ProtocolViolationException TooLarge(int largest) => new($"the answer is larger than {largest / 1024 / 1024} MB");
}
