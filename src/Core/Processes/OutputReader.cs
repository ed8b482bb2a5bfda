using System.Buffers;
using System.Text;

namespace Mesh.Core.Processes;

/// <summary>Reads one stream of a tool to its end: keeps what came, and gives each line on as it comes. Bytes that are no UTF-8 become U+FFFD.</summary>
/// <param name="stream">The stream.</param>
/// <param name="onLine">Takes a line without its end, and its whole length where only its first <see cref="LongestLine"/> characters are given. Null when nobody wants them.</param>
/// <param name="keep">How many characters are kept; of more, the last ones.</param>
internal sealed class OutputReader(Stream stream, Action<string, long>? onLine, int keep)
{
    /// <summary>Default of how much is kept: 32 Mi characters, 64 MB of memory. The end of an output says why a tool failed, so the end is what stays.</summary>
    public const int Keep = 32 * 1024 * 1024;

    /// <summary>Of a longer line only so much is given on as a line; <see cref="Text"/> has it whole.</summary>
    public const int LongestLine = 64 * 1024;

    private readonly Lock gate = new();
    private readonly Queue<string> kept = new();
    private readonly StringBuilder line = new();
    private long keptLength;
    private long dropped;
    private long lineLength;

    /// <summary>What came until now.</summary>
    public string Text
    {
        get
        {
            lock (gate)
            {
                return (dropped > 0 ? $"[{dropped} characters before this are not kept]\n" : "") + string.Concat(kept);
            }
        }
    }

    /// <summary>Reads to the end of the stream, which comes when the last process that holds it has ended or let go.</summary>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        var decoder = Encoding.UTF8.GetDecoder();
        var bytes = ArrayPool<byte>.Shared.Rent(32 * 1024);
        var text = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        try
        {
            int count;
            do
            {
                count = await stream.ReadAsync(bytes, cancellation);
                Take(text.AsSpan(0, decoder.GetChars(bytes.AsSpan(0, count), text, flush: count == 0)));
            }
            while (count > 0);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            EndLine(evenIfEmpty: false);
        }
    }

    private void Take(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return;
        }

        lock (gate)
        {
            kept.Enqueue(text.ToString());
            keptLength += text.Length;
            while (keptLength - kept.Peek().Length >= keep)
            {
                keptLength -= kept.Peek().Length;
                dropped += kept.Dequeue().Length;
            }
        }

        if (onLine is null)
        {
            return;
        }

        for (int end; (end = text.IndexOf('\n')) >= 0; text = text[(end + 1)..])
        {
            AddToLine(text[..end]);
            EndLine(evenIfEmpty: true);
        }

        AddToLine(text);
    }

    private void AddToLine(ReadOnlySpan<char> part)
    {
        lineLength += part.Length;
        line.Append(part[..Math.Min(part.Length, LongestLine - line.Length)]);
    }

    private void EndLine(bool evenIfEmpty)
    {
        if (lineLength > 0 || evenIfEmpty)
        {
            onLine?.Invoke(line.ToString().TrimEnd('\r'), lineLength);
        }

        line.Clear();
        lineLength = 0;
    }
}
