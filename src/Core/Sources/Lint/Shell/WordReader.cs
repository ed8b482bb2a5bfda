using System.Text;

namespace Mesh.Core.Sources.Lint.Shell;

/// <summary>Reads one word: quotes, expansions, and the scripts within it.</summary>
/// <param name="text">The script, at the word's first character.</param>
/// <param name="nested">Reads the script of a command substitution up to its parenthesis.</param>
/// <param name="inner">Takes the scripts within the word.</param>
internal sealed class WordReader(ShellText text, Func<int, ShellScript> nested, ICollection<ShellScript> inner)
{
    private readonly StringBuilder word = new();
    private readonly List<Expansion> expansions = [];
    private bool quoted;

    /// <summary>The word.</summary>
    /// <param name="isTest">True between [[ and ]], where only a blank ends a word.</param>
    public ShellWord Read(bool isTest)
    {
        var line = text.Line;
        while (!text.IsAtEnd && !IsEnd(text.Here, isTest))
        {
            One(isQuoted: false);
        }

        return new(word.ToString(), line, text.Line, expansions, quoted);
    }

    /// <summary>Reads a here-document to its end, for the scripts within it.</summary>
    public void ReadDocument()
    {
        while (!text.IsAtEnd)
        {
            One(isQuoted: true);
        }
    }

    private static bool IsEnd(char here, bool isTest) => here is ' ' or '\t' or '\r' or '\n' || (!isTest && here is ';' or '&' or '|' or '<' or '>' or '(' or ')');

    private void One(bool isQuoted)
    {
        switch (text.Here)
        {
            case '\'' when !isQuoted:
                Single();
                break;
            case '"' when !isQuoted:
                Double();
                break;
            case '$' when text.Ahead(1) is '\'' && !isQuoted:
                text.Take();
                Ansi();
                break;
            case '$':
                Dollar(isQuoted);
                break;
            case '`':
                Backticks(isQuoted);
                break;
            case '\\':
                text.Take();
                if (text.Here == '\n')
                {
                    text.Take();
                }
                else if (!text.IsAtEnd)
                {
                    // Within double quotes a backslash before most characters stays.
                    _ = isQuoted && text.Here is not ('$' or '`' or '"' or '\\') ? word.Append('\\') : word;
                    word.Append(text.Take());
                    quoted = true;
                }

                break;
            case '=' when !isQuoted && text.Ahead(1) == '(' && word.Length > 0:
                text.Take();
                word.Append('=');
                Array();
                break;
            default:
                word.Append(text.Take());
                break;
        }
    }

    private void Single()
    {
        var line = text.Line;
        text.Take();
        quoted = true;
        while (text.Here != '\'')
        {
            Demand(line, "a single quote is not closed");
            word.Append(text.Take());
        }

        text.Take();
    }

    private void Ansi()
    {
        var line = text.Line;
        text.Take();
        quoted = true;
        while (text.Here != '\'')
        {
            Demand(line, "a single quote is not closed");
            text.Skip(text.Here == '\\' ? 1 : 0);
            Demand(line, "a single quote is not closed");
            word.Append(text.Take());
        }

        text.Take();
    }

    private void Double()
    {
        var line = text.Line;
        text.Take();
        quoted = true;
        while (text.Here != '"')
        {
            Demand(line, "a double quote is not closed");
            One(isQuoted: true);
        }

        text.Take();
    }

    private void Dollar(bool isQuoted)
    {
        var line = text.Line;
        text.Take();
        switch (text.Here)
        {
            // An expression of GitHub Actions, put in before any shell sees the script.
            case '{' when text.Ahead(1) == '{':
                text.Skip(2);
                Expand(new(null, "", IsQuoted: true));
                while (!text.Sees("}}"))
                {
                    Demand(line, "${{ is not closed");
                    text.Take();
                }

                text.Skip(2);
                break;
            case '{':
                text.Take();
                Braces(line, isQuoted);
                break;
            case '(' when text.Ahead(1) == '(':
                text.Skip(2);
                Arithmetic(line);
                Expand(new(null, "", isQuoted));
                break;
            case '(':
                text.Take();
                inner.Add(nested(line));
                Expand(new(null, "", isQuoted));
                break;
            case >= '0' and <= '9' or '@' or '*' or '#' or '?' or '!' or '-' or '$':
                Expand(new(text.Take().ToString(), "", isQuoted));
                break;
            case var here when char.IsAsciiLetter(here) || here == '_':
                var name = new StringBuilder();
                while (char.IsAsciiLetterOrDigit(text.Here) || text.Here == '_')
                {
                    name.Append(text.Take());
                }

                Expand(new(name.ToString(), "", isQuoted));
                break;
            default:
                word.Append('$');
                break;
        }
    }

    private void Braces(int line, bool isQuoted)
    {
        var name = new StringBuilder();
        while (char.IsAsciiLetterOrDigit(text.Here) || text.Here is '_' or '@' or '#' or '!')
        {
            name.Append(text.Take());
        }

        var (modifier, depth) = (new StringBuilder(), 1);
        while (depth > 0)
        {
            Demand(line, "${ is not closed");
            if (text.Sees("$(") && text.Ahead(2) != '(')
            {
                text.Skip(2);
                inner.Add(nested(line));
                modifier.Append(ShellWord.Unknown);
            }
            else if (text.Here == '`')
            {
                inner.Add(InBackticks());
                modifier.Append(ShellWord.Unknown);
            }
            else
            {
                depth += text.Here switch { '{' => 1, '}' => -1, _ => 0 };
                _ = depth > 0 ? modifier.Append(text.Here) : modifier;
                text.Take();
            }
        }

        Expand(new(name.ToString(), modifier.ToString(), isQuoted));
    }

    private void Arithmetic(int line)
    {
        for (var depth = 2; depth > 0; text.Take())
        {
            Demand(line, "$(( is not closed");
            depth += text.Here switch { '(' => 1, ')' => -1, _ => 0 };
        }
    }

    private void Backticks(bool isQuoted)
    {
        inner.Add(InBackticks());
        Expand(new(null, "", isQuoted));
    }

    private ShellScript InBackticks()
    {
        var line = text.Line;
        text.Take();
        var script = new StringBuilder();
        while (text.Here != '`')
        {
            Demand(line, "a backtick is not closed");
            text.Skip(text.Here == '\\' && text.Ahead(1) is '`' or '\\' ? 1 : 0);
            script.Append(text.Take());
        }

        text.Take();
        return ShellParser.Parse(script.ToString(), line);
    }

    // The members of an array are part of the assignment, each behind a blank.
    private void Array()
    {
        var line = text.Line;
        text.Take();
        while (text.Here != ')')
        {
            Demand(line, "a list of an array is not closed");
            if (text.Here is ' ' or '\t' or '\r' or '\n')
            {
                word.Append(' ');
                text.Take();
            }
            else if (text.Here == '#')
            {
                text.TakeLine();
            }
            else
            {
                One(isQuoted: false);
            }
        }

        text.Take();
    }

    private void Expand(Expansion expansion)
    {
        expansions.Add(expansion);
        word.Append(ShellWord.Unknown);
    }

    private void Demand(int line, string fault)
    {
        if (text.IsAtEnd)
        {
            throw new ShellSyntaxException(line, fault);
        }
    }
}
