using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes.Http;

/// <summary>
/// Reads what a command in a container prints, over the websocket protocol <c>v4.channel.k8s.io</c>: the first byte of a message names the channel, 1 for standard output, 2 for standard error, 3 for how it ended.
/// Source: kubernetes, staging/src/k8s.io/apiserver/pkg/util/wsstream.
/// </summary>
internal static class ExecChannel
{
    /// <summary>The subprotocol to ask for.</summary>
    public const string Protocol = "v4.channel.k8s.io";

    // The configuration of a proxy in a large mesh is tens of megabytes.
    private const int LargestBytes = 128 * 1024 * 1024;

    /// <exception cref="ProtocolViolationException">It prints without end, or the server says not how it ended.</exception>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    public static async Task<ExecResult> ReadAsync(WebSocket socket, CancellationToken cancellation)
    {
        MemoryStream[] channels = [new(), new(), new(), new()];
        var (buffer, channel, total) = (new byte[64 * 1024], -1, 0);
        while (await socket.ReceiveAsync(buffer.AsMemory(), cancellation) is { MessageType: not WebSocketMessageType.Close } part)
        {
            var content = buffer.AsMemory(0, part.Count);
            if (channel < 0 && content.Length > 0)
            {
                (channel, content) = (content.Span[0], content[1..]);
            }

            total += content.Length;
            if (total > LargestBytes)
            {
                throw new ProtocolViolationException($"the command prints more than {LargestBytes / 1024 / 1024} MB");
            }

            if (channel is > 0 and < 4)
            {
                await channels[channel].WriteAsync(content, cancellation);
            }

            channel = part.EndOfMessage ? -1 : channel;
        }

        return new ExecResult(CodeOf(Text(channels[3])), Text(channels[1]), Text(channels[2]));
    }

    private static int CodeOf(string status)
    {
        try
        {
            var ended = JsonNode.Parse(status);
            if (ended.Text("status") == "Success")
            {
                return 0;
            }

            var code = ended.At("details", "causes") is JsonArray causes ? causes.FirstOrDefault(cause => cause.Text("reason") == "ExitCode").Text("message") : null;
            return int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new ProtocolViolationException(ended.Text("message") ?? "the command did not end by itself");
        }
        catch (JsonException exception)
        {
            throw new ProtocolViolationException($"the server does not say how the command ended: {exception.Message}");
        }
    }

    private static string Text(MemoryStream stream) => Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
}
