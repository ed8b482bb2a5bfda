using System.Net;
using System.Security.Cryptography;

namespace Mesh.Integration.Registries.Fixtures;

/// <summary>A layer of random bytes behind a gzip header, made while it is sent, so that no layer is ever held whole. A client that compresses layers takes it for compressed.</summary>
internal sealed class LayerContent(long size) : HttpContent
{
    private static readonly byte[] GzipHeader = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];

    private string? digest;

    /// <summary>Its digest; known once it has been sent.</summary>
    public string Digest => digest ?? throw new InvalidOperationException("the layer has not been sent yet");

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[128 << 10];
        var random = new Random(RandomNumberGenerator.GetInt32(int.MaxValue));
        for (var left = size; left > 0;)
        {
            random.NextBytes(block);
            if (left == size)
            {
                GzipHeader.CopyTo(block, 0);
            }

            var part = block.AsMemory(0, (int)Math.Min(block.Length, left));
            hash.AppendData(part.Span);
            await stream.WriteAsync(part);
            left -= part.Length;
        }

        digest = $"sha256:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    protected override bool TryComputeLength(out long length)
    {
        length = size;
        return true;
    }
}
