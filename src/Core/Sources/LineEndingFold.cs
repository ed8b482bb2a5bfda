using System.Runtime.CompilerServices;

namespace Mesh.Core.Sources;

/// <summary>
/// Folds CRLF to LF in the bytes of a file, chunk by chunk and in place, and counts what it meets. Searching and rewriting are this one loop, so that they cannot disagree.
/// </summary>
/// <remarks>
/// Any number of carriage returns directly before a line feed is one line ending: <c>\r\r\n</c> is what a file converted twice has, and taking one away would leave a CRLF behind.
/// UTF-8 and every 8-bit encoding that contains ASCII are safe, because CR and LF are no part of another character in them.
/// </remarks>
internal sealed class LineEndingFold
{
    private const byte CarriageReturn = (byte)'\r';
    private const byte LineFeed = (byte)'\n';

    // Carriage returns at the end of what has been seen: what they are depends on the byte that follows.
    private long pending;

    private bool begun;

    private static ReadOnlySpan<byte> MarkedShebang => [0xEF, 0xBB, 0xBF, (byte)'#', (byte)'!'];

    /// <summary>Line endings CRLF.</summary>
    public long CrLf { get; private set; }

    /// <summary>All line endings, CRLF among them.</summary>
    public long LineFeeds { get; private set; }

    /// <summary>Carriage returns that belong to no line ending.</summary>
    public long LoneCarriageReturns { get; private set; }

    /// <summary>Bytes taken away.</summary>
    public long Removed { get; private set; }

    /// <summary>The line of the first CRLF, from 1; 0 where there is none.</summary>
    public long FirstCrLfLine { get; private set; }

    /// <summary>The line of the first lone carriage return, from 1; 0 where there is none.</summary>
    public long FirstLoneLine { get; private set; }

    /// <summary>Whether a byte order mark stood before a shebang. Any other mark stays.</summary>
    public bool HasMark { get; private set; }

    /// <summary>Whether a NUL byte was met. The file is binary, or UTF-16, and nothing else said about it counts.</summary>
    public bool HasNul { get; private set; }

    /// <summary>Folds the next chunk of the file.</summary>
    /// <param name="chunk">The chunk; afterwards its beginning holds what is kept. The first chunk has at least five bytes if the file has.</param>
    /// <param name="before">How many carriage returns of earlier chunks go before what is kept of this one.</param>
    /// <returns>How many bytes of the chunk are kept.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // The whole run takes less time than the runtime takes to notice that this loop is hot.
    public int Fold(Span<byte> chunk, out long before)
    {
        before = 0;
        HasNul |= chunk.Contains((byte)0);
        var linesBefore = LineFeeds;
        LineFeeds += chunk.Count(LineFeed);
        var (at, kept) = (TakeMark(chunk), 0);
        while (at < chunk.Length)
        {
            if (pending == 0)
            {
                var text = chunk[at..].IndexOf(CarriageReturn);
                text = text < 0 ? chunk.Length - at : text;
                if (at != kept)
                {
                    chunk.Slice(at, text).CopyTo(chunk[kept..]);
                }

                at += text;
                kept += text;
            }

            var run = at;
            while (at < chunk.Length && chunk[at] == CarriageReturn)
            {
                at++;
            }

            pending += at - run;
            if (at == chunk.Length)
            {
                break;
            }

            if (chunk[at] == LineFeed)
            {
                CrLf++;
                Removed += pending;
                FirstCrLfLine = FirstCrLfLine > 0 ? FirstCrLfLine : linesBefore + chunk[..kept].Count(LineFeed) + 1;
            }
            else
            {
                LoneCarriageReturns += pending;
                FirstLoneLine = FirstLoneLine > 0 ? FirstLoneLine : linesBefore + chunk[..kept].Count(LineFeed) + 1;
                before += pending - (at - run);
                chunk[run..at].CopyTo(chunk[kept..]);
                kept += at - run;
            }

            pending = 0;
        }

        return kept;
    }

    /// <summary>The file ends.</summary>
    /// <returns>How many carriage returns it ends with; they belong to no line ending and are kept.</returns>
    public long End()
    {
        var last = pending;
        LoneCarriageReturns += last;
        FirstLoneLine = FirstLoneLine > 0 || last == 0 ? FirstLoneLine : LineFeeds + 1;
        pending = 0;
        return last;
    }

    private int TakeMark(ReadOnlySpan<byte> chunk)
    {
        if (begun || !chunk.StartsWith(MarkedShebang))
        {
            begun = true;
            return 0;
        }

        begun = HasMark = true;
        var length = MarkedShebang.Length - "#!".Length;
        Removed += length;
        return length;
    }
}
