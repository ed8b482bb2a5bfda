using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mesh.Core.Kubernetes.Http;

/// <summary>A stream of JSON objects, one in each line, of which no more than one line is ever held.</summary>
internal sealed class JsonLines(Stream stream, int longestLine = JsonLines.LongestLine) : IAsyncDisposable
{
    /// <summary>Ten times what etcd lets an object be.</summary>
    public const int LongestLine = 16 * 1024 * 1024;

    private readonly PipeReader reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024));

    /// <summary>The next object; null at the end, also where the end cut a line off.</summary>
    /// <exception cref="IOException">A line is too long or no JSON object.</exception>
    public async Task<JsonObject?> NextAsync(CancellationToken cancellation)
    {
        for (long searched = 0; ;)
        {
            var result = await reader.ReadAsync(cancellation);
            if (result.Buffer.Slice(searched).PositionOf((byte)'\n') is { } end)
            {
                var line = result.Buffer.Slice(0, end);
                var parsed = line.Length == 0 ? null : Parse(line);
                reader.AdvanceTo(result.Buffer.GetPosition(1, end));
                searched = 0;
                if (parsed is not null)
                {
                    return parsed;
                }

                continue;
            }

            if (result.Buffer.Length > longestLine)
            {
                throw new IOException($"the server sent an event of more than {longestLine / 1024 / 1024} MB");
            }

            searched = result.Buffer.Length;
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted)
            {
                return null;
            }
        }
    }

    public ValueTask DisposeAsync() => reader.CompleteAsync();

    private static JsonObject Parse(ReadOnlySequence<byte> line)
    {
        try
        {
            var json = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = ApiResponse.Strict.MaxDepth });
            return JsonNode.Parse(ref json) as JsonObject ?? throw new IOException("the server sent an event that is no JSON object");
        }
        catch (JsonException)
        {
            throw new IOException("the server sent an event that is no JSON");
        }
    }
}
