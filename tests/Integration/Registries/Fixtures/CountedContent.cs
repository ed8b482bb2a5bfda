using System.Net;

namespace Mesh.Integration.Registries.Fixtures;

/// <summary>The content of a request on its way through a proxy: counted, and broken off where it is to be.</summary>
internal sealed class CountedContent(Stream content, long? length, long most, SeenRequest seen) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var block = new byte[64 << 10];
        while (await content.ReadAsync(block.AsMemory(0, (int)Math.Min(block.Length, Math.Max(1, most - seen.Received)))) is var read and > 0)
        {
            if (seen.Received + read > most)
            {
                throw new IOException("broken off, as it was asked for");
            }

            await stream.WriteAsync(block.AsMemory(0, read));
            seen.Received += read;
        }
    }

    protected override bool TryComputeLength(out long size)
    {
        size = length ?? 0;
        return length is not null;
    }
}
