using System.Text;

namespace Mesh.Core.Sources.Lint.Shell;

/// <summary>The text of a script with a place in it.</summary>
/// <param name="text">The text; line feeds end lines.</param>
/// <param name="firstLine">The number of its first line in the file it stands in.</param>
internal sealed class ShellText(string text, int firstLine)
{
    private int at;

    /// <summary>The line of the place.</summary>
    public int Line { get; private set; } = firstLine;

    /// <summary>True behind the last character.</summary>
    public bool IsAtEnd => at >= text.Length;

    /// <summary>The character here; NUL at the end.</summary>
    public char Here => Ahead(0);

    /// <summary>A character further on; NUL behind the end.</summary>
    public char Ahead(int distance) => at + distance < text.Length ? text[at + distance] : '\0';

    /// <summary>True when this stands here.</summary>
    public bool Sees(string what) => string.CompareOrdinal(text, at, what, 0, what.Length) == 0;

    /// <summary>Takes the character here; NUL at the end.</summary>
    public char Take()
    {
        if (IsAtEnd)
        {
            return '\0';
        }

        var taken = text[at++];
        Line += taken == '\n' ? 1 : 0;
        return taken;
    }

    /// <summary>Takes some characters.</summary>
    public void Skip(int count)
    {
        for (var i = 0; i < count && !IsAtEnd; i++)
        {
            Take();
        }
    }

    /// <summary>Takes the rest of the line, without its end.</summary>
    public string TakeLine()
    {
        var line = new StringBuilder();
        while (!IsAtEnd && Here != '\n')
        {
            line.Append(Take());
        }

        return line.ToString();
    }

    /// <summary>Takes blanks and continued lines.</summary>
    public void SkipBlanks()
    {
        while (Here is ' ' or '\t' or '\r' || (Here == '\\' && (Ahead(1) == '\n' || (Ahead(1) == '\r' && Ahead(2) == '\n'))))
        {
            Skip(Here != '\\' ? 1 : Ahead(1) == '\n' ? 2 : 3);
        }
    }
}
