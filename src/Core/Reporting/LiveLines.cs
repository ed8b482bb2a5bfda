namespace Mesh.Core.Reporting;

/// <summary>Lines that stay at the bottom and change in place, on a terminal; plain lines, each state once, elsewhere.</summary>
/// <param name="output">Where to print.</param>
/// <param name="terminal">True when <paramref name="output"/> understands escapes.</param>
internal sealed class LiveLines(TextWriter output, bool terminal)
{
    private readonly List<(string Key, string Text)> lines = [];
    private readonly Dictionary<string, string> last = [];
    private int drawn;

    /// <summary>A line that stays where it is printed.</summary>
    public void Print(string text)
    {
        Erase();
        output.WriteLine(text);
        Draw();
    }

    /// <summary>A line that replaces the earlier one of the same key.</summary>
    public void Update(string key, string text, bool finished)
    {
        if (last.TryGetValue(key, out var before) && before == text && !finished)
        {
            return;
        }

        var repeated = before == text;
        last[key] = text;
        if (!terminal)
        {
            if (!repeated)
            {
                output.WriteLine(text);
                output.Flush();
            }

            return;
        }

        Erase();
        lines.RemoveAll(line => line.Key == key);
        if (finished)
        {
            output.WriteLine(text);
            last.Remove(key);
        }
        else
        {
            lines.Add((key, text));
        }

        Draw();
    }

    /// <summary>Leaves what is there as plain lines and starts anew.</summary>
    public void Clear()
    {
        drawn = 0;
        lines.Clear();
        last.Clear();
    }

    private void Erase()
    {
        if (drawn > 0)
        {
            output.Write($"\e[{drawn}A\e[J");
            drawn = 0;
        }
    }

    private void Draw()
    {
        foreach (var (_, text) in lines)
        {
            // A line that wraps would take two rows and the next erase only one: wrapping is off while it is drawn.
            output.WriteLine($"\e[?7l{text}\e[?7h");
            drawn++;
        }

        output.Flush();
    }
}
