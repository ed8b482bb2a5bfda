using System.Text;

namespace Mesh.Core.Diagnosis.Symptoms;

/// <summary>The lines of a log, one at a time. Of a line without end only the beginning is kept.</summary>
internal sealed class LogLines(TextReader reader)
{
    private const int Longest = 32 * 1024;

    private readonly char[] buffer = new char[64 * 1024];
    private readonly StringBuilder held = new();
    private int start;
    private int end;

    /// <summary>How much of the beginning is no text, from 0 to 1: signs that no terminal shows, and bytes that are no UTF-8.</summary>
    public double Unreadable { get; private set; }

    /// <summary>The number of the line that <see cref="Next"/> gave last, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>The next line without its end; null after the last.</summary>
    public string? Next()
    {
        var any = false;
        held.Clear();
        while (true)
        {
            if (start == end)
            {
                (start, end) = (0, reader.Read(buffer));
                Unreadable = Number > 0 || any || end == 0 ? Unreadable : (double)buffer.AsSpan(0, end).ToArray().Count(IsNoText) / end;
                if (end == 0)
                {
                    Number += any ? 1 : 0;
                    return any ? held.ToString() : null;
                }
            }

            any = true;
            var rest = buffer.AsSpan(start, end - start);
            var feed = rest.IndexOf('\n');
            var part = feed < 0 ? rest : rest[..feed];
            if (held.Length < Longest)
            {
                held.Append(part[..Math.Min(part.Length, Longest - held.Length)]);
            }

            start += feed < 0 ? rest.Length : feed + 1;
            if (feed >= 0)
            {
                Number++;
                var length = held.Length > 0 && held[^1] == '\r' ? held.Length - 1 : held.Length;
                return held.ToString(0, length);
            }
        }
    }

    private static bool IsNoText(char sign) => sign is '\uFFFD' or (< ' ' and not ('\t' or '\n' or '\r' or '\f' or '\b' or '\e'));
}
