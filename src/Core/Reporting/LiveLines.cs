namespace Mesh.Core.Reporting;

/// <summary>Lines that stay at the bottom and change in place, on a terminal; plain lines, each state once, elsewhere.</summary>
/// <param name="output">Where to print.</param>
/// <param name="terminal">True when <paramref name="output"/> understands escapes.</param>
internal sealed class LiveLines(TextWriter output, bool terminal)
{
    // Lines that have left the screen at the top cannot be erased any more.
    private const int MostDrawn = 12;

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
        var repeated = last.TryGetValue(key, out var before) && before == text;
        last[key] = text;
        if (finished)
        {
            last.Remove(key);
        }

        if (!terminal)
        {
            if (!repeated)
            {
                output.WriteLine(text);
                output.Flush();
            }
        }
        else if (!repeated || finished)
        {
            Erase();
            Place(key, text, finished);
            Draw();
        }
    }

    /// <summary>Leaves what is there as plain lines and starts anew.</summary>
    public void Clear()
    {
        drawn = 0;
        lines.Clear();
        last.Clear();
    }

    // A line keeps its row, so that the eye finds it again.
    private void Place(string key, string text, bool finished)
    {
        var row = lines.FindIndex(line => line.Key == key);
        if (finished)
        {
            lines.RemoveAll(line => line.Key == key);
            output.WriteLine(text);
        }
        else if (row < 0)
        {
            lines.Add((key, text));
        }
        else
        {
            lines[row] = (key, text);
        }
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
        var most = lines.Count > MostDrawn ? MostDrawn - 1 : lines.Count;
        var rest = lines.Count > most ? [$"… and {lines.Count - most} more"] : Array.Empty<string>();
        foreach (var text in lines.Take(most).Select(line => line.Text).Concat(rest))
        {
            // A line that wraps would take two rows and the next erase only one: wrapping is off while it is drawn.
            output.WriteLine($"\e[?7l{text}\e[?7h");
            drawn++;
        }

        output.Flush();
    }
}
