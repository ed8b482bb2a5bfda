using System.Net;

namespace Mesh.Core.Kubernetes.Http;

/// <summary>Reads a body whole, but not without end.</summary>
internal static class BoundedBody
{
    /// <summary>500 secrets of 1 MB, which is as large as etcd lets them be, would be more; nothing a build lists is.</summary>
    public const int LargestBytes = 256 * 1024 * 1024;

    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength > LargestBytes)
        {
            throw TooLarge();
        }

        using var buffer = new MemoryStream((int)(content.Headers.ContentLength ?? 16 * 1024));
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        var chunk = new byte[64 * 1024];
        for (int read; (read = await stream.ReadAsync(chunk, cancellation)) > 0;)
        {
            if (buffer.Length + read > LargestBytes)
            {
                throw TooLarge();
            }

            buffer.Write(chunk, 0, read);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static ProtocolViolationException TooLarge() => new($"the answer is larger than {LargestBytes / 1024 / 1024} MB");
}
